import { expect } from 'chai';
import stringWidth from 'string-width';
import { cached, registry } from '../../src/index.js';
import { formatStats, statsSince } from '../../src/metrics/index.js';
import { cacheStats, singletonStats, snapshot } from './snapshots.js';

const STATS = snapshot(
  { invocations: 8, thaws: 1, ageMs: 724_300 },
  [
    cacheStats('Reports.report', {
      hits: 5,
      misses: 5,
      joins: 7,
      loads: 5,
      loadMs: 157,
      savedMs: 157,
      size: 3,
      bytes: 456,
      max: 500,
      evictions: 1,
    }),
    cacheStats('価格表.税率', { hits: 123_456, misses: 1_000, loads: 1_000, loadMs: 45_000, savedMs: 5_555_520, bytes: 1_400_000 }),
  ],
  [singletonStats('Storage', { builds: 1, buildMs: 12.34, ageMs: 724_000, idleMs: 2_000 })],
);

const LONG = cacheStats(`Repository${'OfCustomers'.repeat(8)}.find`, { staleHits: 3, loadErrors: 2, expirations: 9, bypasses: 4 });

describe('metrics/formatStats', () => {
  it('prints the container, its caches, its singletons and what was saved', () => {
    expect(formatStats(STATS, { width: 120, memory: 512 }).split('\n')).to.deep.equal([
      'container 3b0f3a52, aws-lambda, warm, 8 invocations, 1 thaw, up 12m 4s',
      '',
      'cache             calls     hits  joins  hit ratio  loads  per load   saved  entries   bytes  evicted',
      'Reports.report       17        5      7      29.4%      5     31 ms  157 ms    3/500   456 B        1',
      '価格表.税率     124,456  123,456      0      99.2%  1,000     45 ms  1h 32m  0/1,000  1.3 MB        0',
      '',
      'singleton  builds  per build  disposed     age   idle',
      'Storage         1      12 ms         0  12m 4s  2.0 s',
      '',
      'Saved: 1h 32m of loading, 123,468 of 124,473 loads; at most 2,780 GB-s at 512 MB, $0.0463 at $0.0000166667 a GB-s',
      '(Lambda, x86, us-east-1, 2025-12)',
    ]);
  });

  it('prints what the registry gives', () => {
    const rate = cached((currency: string) => currency.length, { name: 'rates of a spec' });
    for (const currency of ['EUR', 'EUR', 'USD', 'EUR']) rate(currency);
    const stats = registry.stats();
    // Rows of other specs would bring columns of their own.
    const caches = stats.caches.filter(({ name }) => name === 'rates of a spec');
    const line = formatStats({ ...stats, caches, singletons: [] })
      .split('\n')
      .find((text) => text.startsWith('rates of a spec'));
    expect(line).to.match(/^rates of a spec +4 +2 +0 +50\.0% +2 +\d/);
  });

  it('prints differences, too', () => {
    const row = STATS.caches[0];
    const later = { ...STATS, caches: [{ ...row, name: 'Reports.report', hits: 9 } as (typeof STATS.caches)[number]] };
    expect(formatStats(statsSince(STATS, later), { width: 100 })).to.match(/\nReports\.report +4 +4 +0 +100\.0% +0 /);
  });

  for (let width = 40; width <= 200; width += 7)
    it(`keeps within ${width} columns, name, hit ratio and saved time included`, () => {
      const stats = { ...STATS, caches: [...STATS.caches, LONG] };
      const lines = formatStats(stats, { width, memory: 512 }).split('\n');
      for (const line of lines) expect(stringWidth(line), line).to.be.at.most(width);
      for (const word of ['cache', 'hit ratio', 'saved', '29.4%', '1h 32m']) expect(lines.join('\n')).to.include(word);
      expect(lines.filter((line) => line.includes('…') && line.startsWith('Repository'))).to.have.length(1);
    });

  it('aligns every line of a table by what a terminal shows', () => {
    const names = [
      'ascii',
      '漢字かな',
      '한국어',
      'ｆｕｌｌ',
      'ﾊﾝｶｸ',
      'cafe\u0301',
      '👩‍👩‍👧‍👦.of',
      '🇩🇪 flags',
      '1️⃣ keys',
      '✔ done',
      '—…',
      'א ב',
      'ไทย',
    ];
    const caches = names.map((name) => cacheStats(name, { hits: 1 }));
    const [, , ...lines] = formatStats(snapshot({}, caches), { width: 120 }).split('\n');
    const widths = lines.slice(0, names.length + 1).map((line) => stringWidth(line));
    expect(new Set(widths).size, widths.join()).to.equal(1);
  });

  it('shows stale hits, failures, expirations and bypasses only where there are any', () => {
    const titles = (stats: typeof STATS) => formatStats(stats, { width: 200 }).split('\n')[2] ?? '';
    expect(titles(STATS)).not.to.match(/stale|failed|expired|bypassed|not stored/);
    const some = cacheStats('a', { staleHits: 1, loadErrors: 1, expirations: 1, bypasses: 1, uncacheable: 1 });
    for (const title of ['stale', 'failed', 'expired', 'bypassed', 'not stored']) expect(titles(snapshot({}, [some]))).to.include(title);
  });

  it('shows what the shared tier answered where it did', () => {
    const row = cacheStats('a', { misses: 9, sharedHits: 5, sharedStale: 2 });
    expect(formatStats(snapshot({}, [row]), { width: 200 })).to.match(/from store.*\na .* 7 /);
    expect(formatStats(STATS, { width: 200 })).not.to.include('from store');
  });

  it('shows the clients of keyed singletons', () => {
    const pool = singletonStats('Pools.of', { builds: 12, size: 10, max: 10, evictions: 2 });
    const text = formatStats(snapshot({}, [], [pool, singletonStats('Storage')]));
    expect(text).to.match(/clients +evicted\nPools\.of +12 .* 10\/10 +2\nStorage +0 .* - +-/);
  });

  it('has no ratio and no load time where there was no call', () => {
    expect(formatStats(snapshot({}, [cacheStats('a')]))).to.match(/\na +0 +0 +0 +- +0 +- +0 ms/);
  });

  it('lets no name write to the terminal but as text', () => {
    const text = formatStats(
      snapshot({ id: '\u001b]0;title\u0007' }, [cacheStats('a\u001b[2J\u202eb\nc\r')], [singletonStats('\u009b31m')]),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(text.replaceAll('\n', '')).not.to.match(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(text).to.include('a�[2J�b�c�');
  });

  it('is bold only when asked', () => {
    expect(formatStats(STATS)).not.to.include('\u001b');
    const lines = formatStats(STATS, { colors: true }).split('\n');
    const bold = lines.filter((line) => line.startsWith('\u001b[1m') && line.endsWith('\u001b[22m'));
    expect(bold.map((line) => line.replace('\u001b[1m', '').split(' ')[0])).to.deep.equal(['container', 'cache', 'singleton']);
  });

  describe('what was saved', () => {
    const worth = (options: Parameters<typeof formatStats>[1]) =>
      formatStats(STATS, { width: 200, ...options })
        .split('\n')
        .at(-1);
    const memory = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
    afterEach(() => {
      if (memory === undefined) delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
      else process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = memory;
    });

    it('is time and loads where the memory is not known', () => {
      delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
      expect(worth({})).to.equal('Saved: 1h 32m of loading, 123,468 of 124,473 loads');
      process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = 'much';
      expect(worth({})).to.equal('Saved: 1h 32m of loading, 123,468 of 124,473 loads');
    });

    it("takes the function's own memory", () => {
      process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '1024';
      const gbSeconds = (157 + 5_555_520) / 1_000;
      expect(worth({ price: 1 })).to.include(`at most ${Math.round(gbSeconds / 10) * 10} GB-s`.replace('5', '5,'));
    });

    it('takes a price, names it, and names no source for it', () => {
      expect(worth({ price: 0.000_02, memory: 1_024 })).to.match(/at most 5,560 GB-s at 1,024 MB, \$0\.111 at \$0\.00002 a GB-s$/);
      expect(worth({ price: 0, memory: 1_024 })).to.match(/, \$0 at \$0 a GB-s$/);
    });
  });

  for (const options of [
    { width: 39 },
    { width: 80.5 },
    { price: -1 },
    { price: Number.NaN },
    { memory: 0 },
    { colors: 'yes' },
    { wide: 1 },
  ])
    it(`refuses ${JSON.stringify(options)}`, () => {
      const [name] = Object.keys(options);
      expect(() => formatStats(STATS, options as never))
        .to.throw(`option "${name}" of formatStats`)
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    });
});
