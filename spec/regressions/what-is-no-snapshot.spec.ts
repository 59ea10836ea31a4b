import { expect } from 'chai';
import { registry } from '../../src/index.js';
import { formatStats, hitRatio, statsSince } from '../../src/metrics/index.js';

/** A snapshot that was not parsed, or is something else, was a TypeError about a property of undefined, and a hit ratio of NaN. */
describe('regressions/what-is-no-snapshot', () => {
  const snapshot = registry.stats();
  const others: [what: string, stats: unknown, received: string][] = [
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['JSON that was not parsed', JSON.stringify(snapshot), 'a string'],
    ['a list of snapshots', [snapshot], 'an object'],
    ['one without caches', { container: snapshot.container, singletons: [] }, 'an object'],
    ['one whose container is none', { ...snapshot, container: 'c' }, 'an object'],
    ['rows', snapshot.caches, 'an object'],
  ];
  const refusal = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };

  for (const [what, stats, received] of others)
    it(`is refused by name: ${what}`, () => {
      for (const [owner, run] of [
        ['formatStats', () => formatStats(stats as never)],
        ['statsSince', () => statsSince(stats === undefined ? (null as never) : (stats as never))],
        ['statsSince', () => statsSince(snapshot, stats === undefined ? (null as never) : (stats as never))],
      ] as const) {
        const said = owner === 'statsSince' && stats === undefined ? 'null' : received;
        expect(refusal(run))
          .to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' })
          .and.property('message')
          .that.equals(`${owner} takes a snapshot: received ${said}; valid is what registry.stats() gives, also out of JSON.parse.`);
      }
    });

  it('and what is no row', () => {
    for (const counts of [snapshot, {}, [{ hits: 1 }], undefined, 'Reports.report'])
      expect(refusal(() => hitRatio(counts as never)))
        .to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' })
        .and.property('message')
        .that.matches(/^hitRatio takes rows: received (an? \w+|undefined); valid is a row of registry\.stats\(\)\.caches, or several\.$/);
    expect(hitRatio([])).to.equal(undefined);
  });
});
