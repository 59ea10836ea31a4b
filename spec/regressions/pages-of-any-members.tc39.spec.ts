import { expect } from 'chai';
import { elementsOf } from '../cli/page.js';
import { useFiles, warmscope } from '../cli/run-cli.js';
import { cacheStats, singletonStats, snapshot } from '../metrics/snapshots.js';

/** A page of a thousand members had a hundred megabytes, and a name that turns text around turned the page around. */
describe('regressions/pages-of-any-members', function () {
  this.timeout(60_000);
  const files = useFiles();
  const pageOf = (stats: unknown): string => {
    const { code, stdout, stderr } = warmscope(['report', '--memory', '512', files.write('stats.json', stats)]);
    expect([code, stderr]).to.deep.equal([0, '']);
    return stdout;
  };

  it('has charts of those that saved most, and the numbers of all', () => {
    const members = Array.from({ length: 1_000 }, (_, at) => cacheStats(`Service${at}.find`, { hits: at, misses: 2, savedMs: at * 10 }));
    const page = pageOf([1, 2, 3].flatMap((ageMs) => ['a', 'b'].map((id) => snapshot({ id, ageMs }, members))));
    expect(page.length).to.be.below(3_500_000);
    const elements = elementsOf(page);
    const sections = elements.filter(({ tag }) => tag === 'section').map(({ data }) => data.member);
    expect(sections).to.have.length(100);
    expect([sections[0], sections.at(-1)]).to.deep.equal(['Service999.find', 'Service900.find']);
    const rows = elements.filter(({ tag, data, parents }) => tag === 'data' && data.figure === 'hits' && parents.at(-1) === 'td');
    expect(rows.map(({ data, text }) => [data.member, text])).to.deep.equal(
      members.toReversed().map(({ name, hits }) => [name, (2 * hits).toLocaleString('en')]),
    );
    const links = elements.flatMap(({ attributes }) => (attributes.href === undefined ? [] : [attributes.href.slice(1)]));
    const ids = new Set(elements.map(({ attributes }) => attributes.id));
    expect(links.filter((link) => !ids.has(link))).to.deep.equal([]);
    expect(page).to.include('The 100 members that saved most have charts');
  });

  it('says nothing of that where all have charts', () => {
    const members = Array.from({ length: 100 }, (_, at) => cacheStats(`m${at}`));
    expect(pageOf(snapshot({}, members))).not.to.include('that saved most');
  });

  it('shows what would turn text around, and what is no character of HTML, as such', () => {
    const odd = ['a\u202eb', 'a\u2066b', 'a\u0000b', 'a\u0007\u001b[31mb', 'a\u2028b', 'a\nb', 'a\ud800b'];
    const rows = odd.map((name) => cacheStats(name, { hits: 1 }));
    const page = pageOf(
      snapshot(
        { id: 'i\u202ed', provider: 'p\u0000' as never },
        rows,
        odd.map((name) => singletonStats(name)),
      ),
    );
    expect(page).not.to.match(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    const titles = elementsOf(page).filter(({ tag }) => tag === 'h2');
    expect(titles.filter(({ text }) => text.includes('\ufffd'))).to.have.length(odd.length - 1);
  });
});
