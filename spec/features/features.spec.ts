import { deserialize, serialize } from 'node:v8';
import { expect } from 'chai';
import type { Feature } from '../../src/features/feature.js';
import { registerFeature } from '../../src/features/features.js';
import { Cached, type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import type { RemovalCause } from '../../src/store/entries-host.js';
import { check } from '../../src/util/checks.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

/** Keeps values as bytes, and hands out what they stand for. */
interface SerializedOptions {
  readonly bytes?: boolean | undefined;
}

const serialized: Feature<SerializedOptions> = {
  options: { bytes: check((value) => typeof value === 'boolean', 'true or false') },
  together: ({ bytes }, given) =>
    bytes === true && Reflect.get(given, 'values') !== undefined
      ? { option: 'bytes', beside: 'beside "values"', valid: 'one of them' }
      : undefined,
  plan: ({ bytes }) =>
    bytes !== true
      ? undefined
      : {
          format: 'bytes',
          shares: (load) => {
            if (!load.hasFailed && load.isAsked !== true) load.kept = [serialize(load.outcome)];
            return true;
          },
          prepare: ({ outcome, isSet }) => [isSet ? serialize(outcome) : outcome],
          handOut: (kept) => (Buffer.isBuffer(kept) ? deserialize(kept) : kept),
        },
};

/** Counts why entries went. */
interface CountedOptions {
  readonly removals?: Map<RemovalCause, number> | undefined;
}

const counted: Feature<CountedOptions> = {
  options: { removals: check((value) => value instanceof Map, 'a Map to count in') },
  plan: ({ removals }) => removals && { removed: (_entry, cause) => void removals.set(cause, (removals.get(cause) ?? 0) + 1) },
};

// These features exist here only: nothing in src/ knows them.
describe('features/features', () => {
  const clock = useFakeClock();
  keepInvariants();
  let takeBack: (() => void)[] = [];
  before(() => {
    takeBack = [registerFeature(serialized), registerFeature(counted)];
  });
  after(() => {
    for (const undo of takeBack) undo();
  });

  it('takes a value mode that nobody knew: sync, async, set, and with errors', async () => {
    class Reports {
      loads = 0;
      @Cached({ bytes: true } as CachedOptions) sync(lines: number): { lines: number[]; at: Date } {
        this.loads++;
        return { lines: [lines], at: new Date(5) };
      }
      @Cached({ bytes: true, errorTtl: '1m' } as CachedOptions) async async(lines: number): Promise<Map<string, number>> {
        if (lines < 0) throw new Error('negative');
        return new Map([['lines', lines]]);
      }
    }
    const reports = new Reports();
    const [first, second] = [reports.sync(1), reports.sync(1)];
    first.lines.push(2);
    expect([second, reports.sync(1), reports.loads]).to.deep.equal([{ lines: [1], at: new Date(5) }, { lines: [1], at: new Date(5) }, 1]);
    const all = await Promise.all([reports.async(3), reports.async(3), reports.async(3)]);
    all[0]?.clear();
    expect(await reports.async(3)).to.deep.equal(new Map([['lines', 3]]));
    expect(new Set(all).size).to.equal(3);
    cacheOf(reports, 'sync').set([7], { lines: [], at: new Date(7) });
    expect([reports.sync(7), cacheOf(reports, 'sync').peek(7)]).to.deep.equal([
      { lines: [], at: new Date(7) },
      { lines: [], at: new Date(7) },
    ]);
    const error = await errorOf(() => reports.async(-1));
    expect(await errorOf(() => reports.async(-1))).to.equal(error);
  });

  it('takes a feature that is told of every entry that goes, and why', () => {
    const removals = new Map<RemovalCause, number>();
    const load = cached((key: string) => key, { removals, max: 2, ttl: '1m' } as CachedOptions);
    for (const key of ['a', 'b', 'c']) load(key);
    cacheOf(load).delete('c');
    clock.advance(60_000);
    load('b');
    cacheOf(load).set(['b'], 'new');
    cacheOf(load).clear();
    expect(Object.fromEntries(removals)).to.deep.equal({ evicted: 1, expired: 1, replaced: 1, key: 1, all: 1 });
  });

  it('checks their options as it does all others, by decorator and by default', () => {
    const messages = [
      thrownBy(() => cached(() => 1, { bytes: 'yes' } as never)),
      thrownBy(() => cached(() => 1, { bytes: true, values: 'frozen' } as never)),
      thrownBy(() => registry.configure({ defaults: { removals: [] } as never })),
    ].map(({ message }) => message);
    expect(messages[0]).to.contain('Invalid option "bytes"').and.to.contain('true or false');
    expect(messages[1]).to.contain('beside "values"').and.to.contain('one of them');
    expect(messages[2]).to.contain('in "defaults"').and.to.contain('a Map to count in');
  });

  it('can be had by default, for members that were decorated before', () => {
    const load = cached((key: string) => ({ key }));
    const kept = load('a');
    expect(load('a')).to.equal(kept);
    registry.configure({ defaults: { bytes: true } as never });
    try {
      const [one, other] = [load('a'), load('a')];
      expect([one === other, one]).to.deep.equal([false, { key: 'a' }]);
    } finally {
      registry.configure({ defaults: {} });
    }
  });
});
