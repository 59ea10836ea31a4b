import { expect } from 'chai';
import fc from 'fast-check';
import type { KeyBuilder } from '../../src/cache/key-resolution.js';
import type { MethodCache } from '../../src/cache/method-cache.js';
import { WaitGraph } from '../../src/cache/wait-graph.js';
import { replacementOf } from '../../src/decorators/replacement.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import type { CachedDefaults, CachedOptions } from '../../src/options.js';
import { CacheDirectory } from '../../src/registry/cache-directory.js';
import { CachedMember, type MemberForm } from '../../src/registry/cached-member.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest, expectCallsAddUp } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const flavours = ['sync', 'async', 'promising'] as const;

class Base {
  readonly id: string = 'instance';
}
class Derived extends Base {}
/** Every `this` that a call may come with. Only the same objects on both sides make owners comparable. */
const selves: unknown[] = [new Base(), new Base(), new Derived(), Base, Derived, Base.prototype, undefined, null, 5, 'text'];

/** What a builder may give: parts, lists, Dates, nested lists, and what is no key at all. */
const builders: Record<string, KeyBuilder | undefined> = {
  none: undefined,
  first: (one) => one,
  list: (...args) => args,
  count: (...args) => String(args.length),
  pair: (one, two) => [one, two],
  date: (one) => new Date(Number(one)),
  dates: (one, two) => [new Date(Number(one)), two],
  nested: (one, two) => [[one], [two, [one]]],
  empty: () => [],
  invalid: (one) => ({ one }),
  promise: async (one) => one,
  throwing(one) {
    if (one === 1) throw new Error('no key');
    return [one];
  },
  withThis(one) {
    return [Object(this).id, one];
  },
};

/** One side: a cached function of `length` parameters, with a registry's insides of its own. */
class Twin {
  readonly clock = new FakeClock();
  readonly warnings: string[] = [];
  readonly directory = new CacheDirectory();
  readonly member: CachedMember;
  readonly replacement: ReturnType<typeof replacementOf>;
  builds = 0;
  #loads = 0;

  constructor({ form, length, flavour, builder, options }: Shape) {
    const load = (self: unknown, args: unknown[]): object => {
      const number = ++this.#loads;
      if (args[0] === 'fail') throw new Error(`load ${number} failed`);
      return { number, self, args };
    };
    const loaders = {
      sync: function (this: unknown, ...args: unknown[]): object { return load(this, args); },
      async: async function (this: unknown, ...args: unknown[]): Promise<object> { return load(this, args); },
      promising: function (this: unknown, ...args: unknown[]): Promise<object> { return new Promise((resolve) => resolve(load(this, args))); },
    }; // biome-ignore format: one line each
    const original = Object.defineProperty(loaders[flavour], 'length', { value: length });
    const build = builders[builder];
    const counted: KeyBuilder | undefined = build && ((...args) => build.apply(args.shift(), args));
    const twin = this;
    const key: KeyBuilder = function (this: unknown, ...args) {
      twin.builds++;
      return counted?.call(undefined, this, ...args);
    };
    const findKeyBuilder = (): KeyBuilder => key;
    const given = build === undefined ? options : { ...options, key };
    this.member = new CachedMember({ form, key: form === 'function' ? undefined : 'load', original, options: given, label: 'Twin.load', findKeyBuilder }); // biome-ignore format: one line
    this.replacement = replacementOf(this.member);
    const warn = (_member: object, { code }: WarmscopeWarning): void => void this.warnings.push(code);
    this.directory.add(this.member, this.replacement, { clock: this.clock, waits: new WaitGraph(), warn });
  }

  /** The long way; an async method never throws. */
  long(self: unknown, args: unknown[]): unknown {
    try {
      return this.member.cache.call({ member: this.member, self, args });
    } catch (error) {
      if (this.member.isAsync) return Promise.reject(error);
      throw error;
    }
  }

  /** Counters, and every entry with its owner and times, the least recently used first. */
  snapshot(): unknown {
    const { counters, entries } = this.member.cache;
    const owners = [...entries.partitions].map(([owner, partition]) => {
      const slots = [...partition.keys.slots()].map((slot) => ({
        value: partition.read(slot),
        part: slot.part,
        writtenAt: slot.writtenAt,
        expiresAt: slot.expiresAt,
        isPromised: slot.isPromised,
      }));
      return { owner: owner === this.member.nobody ? 'nobody' : selves.indexOf(owner), slots };
    });
    return { counters, owners, order: [...entries.values()], builds: this.builds, warnings: this.warnings };
  }
}

interface Shape {
  readonly form: MemberForm;
  readonly length: number;
  readonly flavour: (typeof flavours)[number];
  readonly builder: string;
  readonly options: CachedOptions;
}

type Step =
  | { readonly kind: 'call'; readonly self: number; readonly args: unknown[] }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'defaults'; readonly defaults: CachedDefaults }
  | { readonly kind: 'settle' | 'clear' };

const date = new Date(1);
const argument = fc.constantFrom<unknown>(1, 1, 'a', 'a', '1', undefined, null, 0, -0, Number.NaN, 'fail', date, { a: 1 }, [1], Symbol.for('a'), () => 1); // biome-ignore format: one line
const args = fc.oneof({ arbitrary: fc.array(argument, { maxLength: 4 }), weight: 3 }, fc.constantFrom([1], [1, 'a'], [1, 'a', 1], [1, undefined], []));
const defaults = fc.constantFrom<CachedDefaults>({}, {}, { per: 'class' }, { ttl: 10 }, { when: (one) => one !== 'a' }, { store: (_value, one) => one !== 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('call' as const), self: fc.nat(selves.length - 1), args }), weight: 20 },
  { arbitrary: fc.record({ kind: fc.constant('call' as const), self: fc.constant(0), args }), weight: 20 },
  { arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(1, 9, 10, -5) }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('defaults' as const), defaults }), weight: 2 },
  { arbitrary: fc.constant({ kind: 'settle' as const }), weight: 6 },
  { arbitrary: fc.constant({ kind: 'clear' as const }), weight: 1 },
);
const options = fc.constantFrom<CachedOptions>({}, {}, { ttl: 10 }, { max: 2 }, { per: 'class' }, { ttl: (_value, one) => (one === 1 ? 10 : 0) }, { store: () => true, max: 3 });

/** What the caller of a call sees; promises by when they were first seen, so that shared ones are told from fresh ones. */
function outcomeOf(call: () => unknown, promises: unknown[]): unknown {
  try {
    const result = call();
    if (!(result instanceof Promise)) return { result };
    if (!promises.includes(result)) promises.push(result);
    return { promise: promises.indexOf(result) };
  } catch (error) {
    return { thrown: String(error), code: Reflect.get(Object(error), 'code') };
  }
}

/** The number of hits, so that a property can tell that it met some. */
async function expectAlike(shape: Shape, steps: Step[]): Promise<number> {
  const [short, long] = [new Twin(shape), new Twin(shape)];
  const promises = { short: [] as unknown[], long: [] as unknown[] };
  const agree = (): void => expect(short.snapshot()).to.deep.equal(long.snapshot());
  let calls = 0;
  for (const taken of [...steps, { kind: 'settle' as const }]) {
    if (taken.kind === 'call') {
      const self = selves[taken.self];
      const [one, other] = [outcomeOf(() => short.replacement.apply(self, [...taken.args]), promises.short), outcomeOf(() => long.long(self, [...taken.args]), promises.long)]; // biome-ignore format: one line
      expect(one).to.deep.equal(other);
      if (!('code' in Object(one) && Object(one).code === 'ERR_WARMSCOPE_CACHE_KEY')) calls++;
    } else if (taken.kind === 'settle') {
      const [one, other] = await Promise.all([Promise.allSettled(promises.short), Promise.allSettled(promises.long)]);
      expect(one.map(settled)).to.deep.equal(other.map(settled));
      await nextTurn();
    }
    for (const { clock, directory } of [short, long]) {
      if (taken.kind === 'advance') clock.advance(taken.by);
      if (taken.kind === 'clear') directory.clear();
      if (taken.kind === 'defaults') directory.applyDefaults(taken.defaults);
    }
    agree();
  }
  caches.push(short.member.cache, long.member.cache);
  return short.member.cache.counters.hits;
}
