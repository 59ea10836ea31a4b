import { expect } from 'chai';
import type { CacheStats, RegistryStats } from '../../src/index.js';
import { cacheStats, singletonStats, snapshot } from '../metrics/snapshots.js';
import { type Element, elementsOf, numberIn, textOutside } from './page.js';
import { useFiles, warmscope } from './run-cli.js';

const START = Date.UTC(2026, 10, 29, 9);
const IDS = ['3b0f3a52-aaaa', '4c1e2b63-bbbb', '5d2f3c74-cccc'];

/** Counters that grow in an own way for each container and member. */
function growing(name: string, step: number, seed: number): CacheStats {
  const loads = step * (seed + 2);
  return cacheStats(name, {
    hits: step * step * 3 + seed,
    staleHits: step,
    misses: loads - 1,
    joins: seed * step,
    bypasses: seed,
    loads,
    loadErrors: step - 1,
    loadMs: loads * (20.25 + seed * 9),
    savedMs: step * 12_345 * (seed + 1),
    evictions: step * seed,
    expirations: step,
    size: 10 * step,
    bytes: 1_500 * step * (seed + 1),
    max: 100,
  });
}

/** Three containers of two members; the last one has a single snapshot and lacks a member. */
const SNAPSHOTS: RegistryStats[] = IDS.flatMap((id, index) =>
  Array.from({ length: index === 2 ? 1 : 5 }, (_, at) => {
    const step = at + 1;
    const times = { startedAt: START + index * 600_000, ageMs: step * 61_000, invocations: step * 7, thaws: at, thread: index };
    const members = index === 2 ? ['Prices.rate'] : ['Prices.rate', 'Reports.report'];
    const caches = members.map((name, seed) => growing(name, step, seed + index));
    return snapshot({ id, ...times }, caches, [singletonStats('Storage', { builds: step, buildMs: step * 45.5, disposals: at })]);
  }),
);

const last = (id: string): RegistryStats | undefined => SNAPSHOTS.findLast(({ container }) => container.id === id);
const sum = (rows: readonly CacheStats[], ...names: (keyof CacheStats)[]): number =>
  rows.reduce((total, row) => total + names.reduce((part, name) => part + Number(row[name]), 0), 0);

/** The statistics that a number is of. */
function rowsOf({ member, container, at }: Readonly<Record<string, string>>): CacheStats[] {
  const lasts = container === undefined ? IDS.map(last) : [last(container)];
  const then = SNAPSHOTS.find(({ container: one }) => one.id === container && one.startedAt + one.ageMs === Number(at));
  const chosen = at === undefined ? lasts : [then];
  return chosen.flatMap((one) => one?.caches ?? []).filter(({ name }) => member === undefined || name === member);
}

/** What a number on the page has to be, by the raw counters. */
function expected(data: Readonly<Record<string, string>>): number | undefined {
  const { figure = '', singleton, container } = data;
  if (figure === 'snapshots') return SNAPSHOTS.filter((one) => container === undefined || one.container.id === container).length;
  if (figure === 'containers') return singleton === undefined ? IDS.length : IDS.filter((id) => last(id)?.singletons.length).length;
  if (singleton !== undefined) return ofSingleton(singleton, figure);
  if (container !== undefined && data.member === undefined && figure !== 'savedMs')
    return Number(Object(last(container)?.container)[figure]);
  const rows = rowsOf(data);
  const asked = sum(rows, 'hits', 'staleHits', 'misses', 'joins');
  if (figure === 'hitRatio') return sum(rows, 'hits', 'staleHits') / asked;
  if (figure === 'calls') return asked + sum(rows, 'bypasses');
  if (figure === 'averageLoad') return sum(rows, 'loadMs') / sum(rows, 'loads');
  if (figure === 'loadsSaved') return asked - sum(rows, 'loads');
  if (figure === 'gbSeconds') return sum(rows, 'savedMs') / 2_000;
  if (figure === 'usd') return (sum(rows, 'savedMs') / 2_000) * 0.25;
  return sum(rows, figure as keyof CacheStats);
}

function ofSingleton(name: string, figure: string): number {
  const rows = IDS.flatMap((id) => last(id)?.singletons.filter((one) => one.name === name) ?? []);
  const add = (counter: 'builds' | 'buildMs' | 'disposals') => rows.reduce((total, row) => total + row[counter], 0);
  return figure === 'averageBuild' ? add('buildMs') / add('builds') : add(figure as 'builds');
}

describe('cli/report', () => {
  const files = useFiles();
  const pageOf = (...args: string[]): string => {
    const { code, stdout, stderr } = warmscope(['report', ...args]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    return stdout;
  };
  const pageOfAll = (): string => pageOf('--memory', '512', '--price', '0.25', files.write('stats.json', SNAPSHOTS));

  it('shows numbers that the raw counters give, all of them', () => {
    const numbers = elementsOf(pageOfAll()).filter(({ attributes }) => attributes['data-value'] !== undefined);
    expect(numbers.length).to.be.greaterThan(300);
    for (const { data, tag, text } of numbers) {
      const value = expected(data);
      const what = JSON.stringify(data);
      expect(Number(data.value), what).to.be.closeTo(value ?? Number.NaN, 1e-9 * Math.abs(value ?? 0));
      if (tag === 'data') expect(numberIn(text), `${text} for ${what}`).to.be.closeTo(Number(data.value), 0.04 * Number(data.value));
    }
    const figures = ['hitRatio', 'savedMs', 'size', 'bytes', 'evictions', 'averageLoad'];
    for (const figure of figures)
      for (const tag of ['circle', 'rect', 'data'])
        expect(numbers.some((one) => one.tag === tag && one.data.figure === figure)).to.equal(true);
  });

  it('shows no number but these, beside names, times and axes', () => {
    const rest = textOutside(pageOfAll(), (tag, { class: kind, id }) => {
      const isText = ['data', 'time', 'style', 'code', 'title', 'summary', 'h1', 'h2', 'a'].includes(tag);
      return isText || kind === 'tick' || id === 'worth' || tag === 'th';
    });
    expect(rest.match(/.*\d.*/g)).to.equal(null);
  });

  it('says in one line what it was worth', () => {
    const worth = elementsOf(pageOfAll()).find(({ attributes }) => attributes.id === 'worth')?.text ?? '';
    const rows = rowsOf({});
    const asked = sum(rows, 'hits', 'staleHits', 'misses', 'joins');
    const gbSeconds = sum(rows, 'savedMs') / 2_000;
    const [, time = '', loads = '', all = '', seconds = '', money = ''] =
      /^Saved: (.+) of loading, ([\d,]+) of ([\d,]+) loads; at most ([\d,.]+) GB-s at 512 MB, (\$[\d,.]+) at \$0\.25 a GB-s$/.exec(worth) ??
      [];
    expect(numberIn(time)).to.be.closeTo(sum(rows, 'savedMs'), 60_000);
    expect([numberIn(loads), numberIn(all)]).to.deep.equal([asked - sum(rows, 'loads'), asked]);
    expect(numberIn(seconds)).to.be.closeTo(gbSeconds, gbSeconds * 0.005);
    expect(numberIn(money)).to.be.closeTo(gbSeconds * 0.25, gbSeconds * 0.25 * 0.005);
  });

  it('draws each point where its axes have its value and its time', () => {
    const charts = elementsOf(pageOfAll()).filter(({ tag, attributes }) => tag === 'svg' && attributes.class === 'chart');
    expect(charts).to.have.length(12);
    for (const chart of charts) {
      const ticks = chart.inside.filter(({ attributes }) => attributes['data-tick'] !== undefined);
      const [low, high] = [ticks[0], ticks.at(-1)] as [Element, Element];
      const yOf = (value: number): number => {
        const [from, to] = [low, high].map(({ attributes }) => Number(attributes.y) - 4) as [number, number];
        return from + (value / Number(high.attributes['data-tick'])) * (to - from);
      };
      for (const { text, attributes } of ticks) expect(numberIn(text)).to.be.closeTo(Number(attributes['data-tick']), 1e-6);
      const points = chart.inside.filter(({ tag }) => tag === 'circle');
      expect(points.length).to.be.greaterThan(9);
      for (const { attributes, data } of points)
        expect(Number(attributes.cy), JSON.stringify(data)).to.be.closeTo(yOf(Number(data.value)), 0.11);
      const times = points.map(({ data }) => Number(data.at));
      const [first, end] = [START + 61_000, Math.max(...SNAPSHOTS.map(({ container }) => container.startedAt + container.ageMs))];
      for (const [index, { attributes }] of points.entries())
        expect(Number(attributes.cx)).to.be.closeTo(58 + (((times[index] ?? 0) - first) / (end - first)) * 332, 0.11);
    }
  });

  it('draws bars as long as their values', () => {
    const figures = elementsOf(pageOfAll()).filter(({ tag }) => tag === 'figure');
    expect(figures).to.have.length(12);
    for (const { inside, data } of figures) {
      const bars = inside.filter(({ tag }) => tag === 'rect').map((one) => [Number(one.data.value), Number(one.attributes.width)] as const);
      const most = data.figure === 'hitRatio' ? 1 : Math.max(...bars.map(([value]) => value));
      for (const [value, width] of bars) expect(width).to.be.closeTo((value / most) * 100 || 0, 0.01);
    }
  });

  it('has bars and no lines where each container has one snapshot', () => {
    const page = pageOf(files.write('stats.json', IDS.map(last)));
    expect(elementsOf(page).filter(({ attributes }) => attributes.class === 'chart')).to.deep.equal([]);
    expect(elementsOf(page).filter(({ tag }) => tag === 'rect')).to.have.length(6 * 5);
  });

  it('is a page for everybody: language, title, labelled charts with a table of their numbers', () => {
    const elements = elementsOf(pageOfAll());
    expect(elements.find(({ tag }) => tag === 'html')?.attributes.lang).to.equal('en');
    expect(elements.find(({ tag }) => tag === 'title')?.text).to.equal('What warmscope saved');
    const charts = elements.filter(({ attributes }) => attributes.class === 'chart');
    for (const { attributes, inside } of charts) {
      expect(attributes.role).to.equal('img');
      expect(attributes['aria-label'])
        .to.match(/^.+ of .+ over time$/)
        .and.equal(inside.find(({ tag }) => tag === 'title')?.text);
    }
    const ids = new Set(elements.map(({ attributes }) => attributes.id));
    for (const { attributes, inside } of elements.filter(({ tag }) => tag === 'figure')) {
      expect(ids).to.include(attributes['aria-describedby']);
      expect(inside.filter(({ tag }) => tag === 'table')).to.have.length(1);
    }
    for (const { inside } of elements.filter(({ tag }) => tag === 'table'))
      for (const { attributes } of inside.filter(({ tag }) => tag === 'th')) expect(attributes.scope).to.match(/^(row|col)$/);
    for (const { attributes } of elements.filter(({ tag }) => tag === 'a')) expect(ids).to.include(attributes.href?.slice(1));
  });

  it('has no script and loads nothing, and forbids both', () => {
    const elements = elementsOf(pageOfAll());
    const tags = new Set(elements.map(({ tag }) => tag));
    for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'form', 'image', 'use']) expect(tags.has(tag), tag).to.equal(false);
    const names = elements.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => name.startsWith('on') || name === 'src' || name === 'style')).to.deep.equal([]);
    expect(pageOfAll()).not.to.match(/url\(|@import|https?:/);
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes.content;
    expect(policy).to.equal("default-src 'none'; style-src 'unsafe-inline'");
  });

  it('shows names as text, whatever they are', () => {
    const names = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</title></svg><b>',
      '&lt;b&gt;',
      '__proto__',
    ];
    const caches = names.map((name) => cacheStats(name, { hits: 2, misses: 1 }));
    const singletons = names.map((name) => singletonStats(name));
    const at = (ageMs: number) => snapshot({ id: '<i>"\'&', provider: '<u>' as never, ageMs }, caches, singletons);
    const page = pageOf(files.write('stats.json', [at(1), at(2)]));
    const elements = elementsOf(page);
    expect(elements.filter(({ tag }) => ['script', 'img', 'b', 'i', 'u'].includes(tag) && tag !== 'i')).to.deep.equal([]);
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on'))).to.deep.equal([]);
    const titles = elements.filter(({ tag }) => tag === 'h2').map(({ text }) => text);
    expect(titles).to.include.members(names);
    expect(page).not.to.include('<script');
  });

  it('puts counters of several containers of many snapshots together, each once', () => {
    const page = pageOf(files.write('a.jsonl', SNAPSHOTS.map((one) => JSON.stringify(one)).join('\n')), files.write('b.json', SNAPSHOTS));
    const snapshots = elementsOf(page).find(({ data, tag }) => tag === 'data' && data.figure === 'snapshots');
    expect(snapshots?.text).to.equal(String(SNAPSHOTS.length));
  });

  it('is the same page in whichever order the snapshots come', () => {
    const inOrder = pageOf(files.write('a.json', SNAPSHOTS));
    expect(pageOf(files.write('b.json', SNAPSHOTS.toReversed()))).to.equal(inOrder);
    const containers = elementsOf(inOrder).filter(({ tag, attributes }) => tag === 'code' && attributes.title !== undefined);
    expect(containers.map(({ attributes }) => attributes.title)).to.deep.equal(IDS);
  });

  it('draws some of very many snapshots, the last one among them, and says so', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => snapshot({ ageMs: at * 1_000 }, [cacheStats('a', { hits: at, misses: 1 })]));
    const page = pageOf(files.write('stats.json', many));
    const points = elementsOf(page).filter(({ tag, data }) => tag === 'circle' && data.figure === 'savedMs');
    expect(points.length).to.be.within(30, 40);
    expect(points.map(({ data }) => Number(data.at)).at(-1)).to.equal((many[0]?.container.startedAt ?? 0) + 999_000);
    expect(page).to.include('at equal distances').and.have.length.below(200_000);
  });

  it('keeps to a size with very many containers', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      [1, 2, 3].map((at) => snapshot({ id: `c${index}`, ageMs: at }, [growing('a', at, index)])),
    );
    const page = pageOf(files.write('stats.json', many.flat()));
    expect(page.length).to.be.below(600_000);
    expect(elementsOf(page).filter(({ tag, parents }) => tag === 'g' && parents.at(-1) === 'svg')).to.have.length(6 * 300);
  });

  it('tells containers apart whose ids begin alike', () => {
    const page = pageOf(
      files.write(
        'stats.json',
        ['container-1', 'container-2'].map((id) => snapshot({ id }, [cacheStats('a')])),
      ),
    );
    expect(page).to.include('</i>container-1</th>').and.include('</i>container-2</th>');
  });

  it('lists what the shared tier answered where it did', () => {
    const stats = (id: string, more: object) => snapshot({ id }, [{ ...cacheStats('a', { misses: 9 }), ...more }]);
    const page = pageOf(files.write('stats.json', [stats('1', {}), stats('2', { sharedHits: 5, sharedStale: 2 })]));
    expect(elementsOf(page).find(({ tag, data }) => tag === 'data' && data.figure === 'fromStore')?.text).to.equal('7');
    expect(pageOfAll()).not.to.include('From the store');
  });

  it('makes a page of a registry without caches', () => {
    expect(pageOf(files.write('stats.json', snapshot({})))).to.include('No member is cached.');
  });

  describe('memory and price', () => {
    const tile = (page: string, figure: string) =>
      elementsOf(page).find(({ tag, data }) => tag === 'data' && data.figure === figure)?.data.value;

    it('come from REPORT lines of Lambda in the same file', () => {
      const log = [
        JSON.stringify(SNAPSHOTS[0]),
        'REPORT RequestId: 1 Duration: 3 ms Billed Duration: 3 ms Memory Size: 1024 MB Max Memory Used: 90 MB',
      ];
      const saved = sum(SNAPSHOTS[0]?.caches ?? [], 'savedMs');
      expect(Number(tile(pageOf(files.write('log.txt', log.join('\n'))), 'gbSeconds'))).to.be.closeTo(saved / 1_000, 1e-9);
    });

    it("come from Lambda's JSON log as well", () => {
      const report = { time: '', type: 'platform.report', record: { requestId: '1', metrics: { durationMs: 1, memorySizeMB: 2048 } } };
      const page = pageOf(files.write('log.txt', `${JSON.stringify(report)}\n${JSON.stringify(SNAPSHOTS[0])}\n`));
      expect(Number(tile(page, 'gbSeconds'))).to.be.closeTo((sum(SNAPSHOTS[0]?.caches ?? [], 'savedMs') / 1_000) * 2, 1e-9);
    });

    it('are left out where nothing says them, or the lines contradict each other', () => {
      const line = (size: number) => `REPORT RequestId: 1\tMemory Size: ${size} MB`;
      for (const lines of [[], [line(512), line(1_024)]]) {
        const page = pageOf(files.write('log.txt', [JSON.stringify(SNAPSHOTS[0]), ...lines].join('\n')));
        expect(tile(page, 'gbSeconds')).to.equal(undefined);
        expect(page).to.include('--memory 512');
      }
    });

    it('show a price of nothing as nothing', () => {
      const page = pageOf('--memory', '512', '--price', '0', files.write('stats.json', SNAPSHOTS));
      expect(tile(page, 'usd')).to.equal('0');
      expect(page).to.match(/, \$0 at \$0 a GB-s<\/p>/);
    });

    for (const [flag, value, most] of [
      ['--memory', '0', 'greater than 0'],
      ['--memory', 'much', 'greater than 0'],
      ['--memory', '', 'greater than 0'],
      ['--price', '-1', 'of 0 or more'],
      ['--price', '1e999', 'of 0 or more'],
    ] as const)
      it(`${flag}=${value} is refused`, () => {
        const { code, stderr } = warmscope(['report', `${flag}=${value}`, files.write('stats.json', SNAPSHOTS)]);
        expect(code).to.equal(2);
        expect(stderr).to.equal(`warmscope report: ${flag} takes a number ${most}, not '${value}' (warmscope report --help says more)\n`);
      });
  });

  describe('where the page goes', () => {
    it('to the file of -o', () => {
      const file = files.write('stats.json', SNAPSHOTS);
      const ran = warmscope(['report', file, '-o', `${files.path}/page.html`]);
      expect(ran).to.deep.equal({ code: 0, stdout: '', stderr: '' });
      expect(files.read('page.html')).to.equal(pageOf(file));
    });

    it('not to a terminal', () => {
      const { code, stdout, stderr } = warmscope(['report', files.write('stats.json', SNAPSHOTS)], { isTerminal: true });
      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(/^warmscope report: the page would fill your terminal: .*\n$/);
    });

    it('nowhere where it cannot be written', () => {
      const { code, stderr } = warmscope(['report', files.write('stats.json', SNAPSHOTS), '-o', `${files.path}/no/page.html`]);
      expect(code).to.equal(2);
      expect(stderr).to.match(/^warmscope report: cannot write .*page\.html: no such file or directory .*\n$/);
    });
  });
});
