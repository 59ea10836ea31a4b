import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CacheStats } from '../../src/index.js';
import { elementsOf } from '../cli/page.js';
import { useFiles, warmscope } from '../cli/run-cli.js';
import { cacheStats, singletonStats, snapshot } from '../metrics/snapshots.js';

const STATS = snapshot({ ageMs: 5 }, [cacheStats('ä', { hits: 41 })], [singletonStats('s')]);
const with_ = (more: object): object => snapshot({ ageMs: 5 }, [{ ...cacheStats('a'), ...more } as CacheStats], []);

/** Stats files that came out of Windows, and numbers that no registry counts, gave errors beside the point, and pages with ∞ and NaN. */
describe('regressions/stats-files-of-any-kind', () => {
  const files = useFiles();
  const figure = (page: string, name: string) =>
    elementsOf(page).find(({ tag, data }) => tag === 'data' && data.figure === name && data.member !== undefined)?.text;

  const lines = `first\r\n${JSON.stringify(STATS)}\r\n`;
  const swapped = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const encodings: [what: string, bytes: Buffer][] = [
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${lines}`)],
    ['UTF-16, as of PowerShell', Buffer.from(`\ufeff${lines}`, 'utf16le')],
    ['UTF-16 of one snapshot', Buffer.from(`\ufeff${JSON.stringify(STATS)}`, 'utf16le')],
    ['UTF-16 with the high byte first', swapped(lines)],
  ];
  for (const [what, bytes] of encodings)
    it(`reads ${what}`, () => {
      const file = join(files.path, 'stats.log');
      writeFileSync(file, bytes);
      const { code, stdout, stderr } = warmscope(['report', file]);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(figure(stdout, 'hits')).to.equal('41');
      expect(stdout).to.include('>ä</h2>');
    });

  const impossible: [what: string, stats: object, says: RegExp][] = [
    ['a negative counter', with_({ hits: -1 }), /caches\[0\]\.hits is no number from 0 to 2 \*\* 53/],
    ['a counter beyond all counting', with_({ misses: 1e308 }), /caches\[0\]\.misses is no number from 0 to 2 \*\* 53/],
    ['negative milliseconds', with_({ savedMs: -0.5 }), /caches\[0\]\.savedMs is no number/],
    ['a negative age', snapshot({ ageMs: -5 }, [], []), /container\.ageMs is no number/],
    ['a counter of the shared tier that is a text', with_({ sharedHits: '<b>' }), /caches\[0\]\.sharedHits is not a number/],
    ['one that is null', with_({ sharedStale: null }), /caches\[0\]\.sharedStale is not a number/],
    ['a singleton with negative builds', snapshot({}, [], [singletonStats('s', { builds: -1 })]), /singletons\[0\]\.builds is no number/],
  ];
  for (const [what, stats, says] of impossible)
    it(`refuses ${what}`, () => {
      for (const args of [
        ['report', files.write('stats.json', stats)],
        ['dashboard', '-s', files.write('stats.json', stats)],
      ]) {
        const { code, stdout, stderr } = warmscope(args);
        expect([code, stdout]).to.deep.equal([2, '']);
        expect(stderr)
          .to.match(says)
          .and.match(/^[^\n]+\n$/);
      }
    });

  it('loses nothing of two rows of one name', () => {
    const twice = snapshot({}, [cacheStats('a', { hits: 1 }), cacheStats('a', { hits: 2 })], []);
    const { code, stdout } = warmscope(['report', files.write('stats.json', twice)]);
    expect(code).to.equal(0);
    const rows = elementsOf(stdout).filter(({ tag, data }) => tag === 'data' && data.figure === 'hits' && data.member !== undefined);
    expect(rows.map(({ data, text }) => [data.member, text])).to.deep.equal([
      ['a', '1'],
      ['a#2', '2'],
    ]);
  });
});
