import { replacementOf } from '../../src/decorators/fast-path.js';
import type { CachedOptions } from '../../src/features/features.js';
import type { KeyBuilder } from '../../src/keys/resolve-key.js';
import type { AnyMethod } from '../../src/options.js';
import { CacheDirectory } from '../../src/registry/cache-directory.js';
import { CachedMember, type MemberForm } from '../../src/registry/cached-member.js';
import { callOf } from '../cache/cache-rig.js';
import { FakeHost } from '../support/cache-host.js';
import { FakeClock } from '../support/clock.js';
import { valuesOf } from '../support/values.js';

class Base {
  readonly id: string = 'instance';
}
class Derived extends Base {
  override readonly id = 'derived';
}

/** Every `this` that a call may come with; both twins get the same objects, so their owners can be compared. */
export const SELVES: readonly unknown[] = [
  new Base(),
  new Base(),
  new Derived(),
  Base,
  Derived,
  Base.prototype,
  undefined,
  null,
  5,
  'text',
];

/** What key builders give: parts, lists, Dates, nested lists, and what is no key at all. */
export const BUILDERS: Readonly<Record<string, KeyBuilder | undefined>> = {
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

type Load = (self: unknown, args: unknown[]) => object;

/** Loaders as users write them: sync, async, and returning a promise without being async. */
const FLAVOURS = {
  sync: (load: Load): AnyMethod =>
    function (this: unknown, ...args: unknown[]) {
      return load(this, args);
    },
  async: (load: Load): AnyMethod =>
    async function (this: unknown, ...args: unknown[]) {
      return load(this, args);
    },
  promising: (load: Load): AnyMethod =>
    function (this: unknown, ...args: unknown[]) {
      return new Promise((resolve) => resolve(load(this, args)));
    },
};

/** What is cached: a member of a form with so many parameters. */
export interface Shape {
  readonly form: MemberForm;
  readonly length: number;
  readonly flavour: keyof typeof FLAVOURS;
  readonly builder: string;
  readonly options: CachedOptions;
}

/** One cached member in a directory of its own; called the short way or the long one. */
export class Twin {
  readonly clock = new FakeClock();
  readonly warnings: string[] = [];
  readonly directory = new CacheDirectory();
  readonly member: CachedMember;
  readonly #replacement: AnyMethod;
  readonly #promises: unknown[] = [];
  #keysBuilt = 0;
  #loads = 0;

  constructor({ form, length, flavour, builder, options }: Shape, residenceOf?: FakeHost['residenceOf']) {
    const load: Load = (self, args) => {
      const number = ++this.#loads;
      if (args[0] === 'fail') throw new Error(`load ${number} failed`);
      return { number, self, args };
    };
    const original = Object.defineProperty(FLAVOURS[flavour](load), 'length', { value: length });
    const key = this.#counted(BUILDERS[builder]);
    this.member = new CachedMember({
      form,
      key: form === 'function' ? undefined : 'load',
      original,
      options: key === undefined ? options : { ...options, key: key as CachedOptions['key'] },
      label: 'Twin.load',
      findKeyBuilder: (token) => token as KeyBuilder,
      hashKey: (text) => `hash of ${text}`,
    });
    this.#replacement = replacementOf(this.member);
    const host = new FakeHost(this.clock);
    if (residenceOf !== undefined) host.residenceOf = residenceOf;
    // Only one of the twins has owners that the container keeps, of whose fields it does not warn.
    host.warn = (_member, { code }) => void (code === 'WARN_WARMSCOPE_SHARED_FIELDS' || this.warnings.push(code));
    this.directory.add(this.member, this.#replacement, host);
  }

  /** A call as a user makes it. */
  short(self: unknown, args: unknown[]): unknown {
    return this.#outcome(() => this.#replacement.apply(self, args));
  }

  /** A call that takes no fast path. */
  long(self: unknown, args: unknown[]): unknown {
    return this.#outcome(() => callOf(this.member.cache, this.member, self, args));
  }

  /** How every promise ended that a call gave. */
  async settled(): Promise<unknown[]> {
    const outcomes = await Promise.allSettled(this.#promises);
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : outcome.value));
  }

  /** Counters, and every entry with its owner, key, times and uses; the values in the order of use. */
  snapshot(): object {
    const { counters, entries, flights } = this.member.cache;
    const owners = [...entries.owners].map(([owner, partition]) => {
      const held = [...partition.entries()].map((entry) => {
        const { part, rest, writtenAt, ttl, kind, usedAt, settled, details } = entry;
        return { part, rest, writtenAt, ttl, kind, usedAt, details, value: settled, isLoading: flights.newest(entry) !== undefined };
      });
      return { owner: owner === this.member.nobody ? 'nobody' : SELVES.indexOf(owner), held, count: partition.place.count };
    });
    const { size } = entries;
    const order = valuesOf(entries);
    return { counters, owners, order, size, inFlight: flights.all.length, keysBuilt: this.#keysBuilt, warnings: this.warnings };
  }

  #counted(build: KeyBuilder | undefined): KeyBuilder | undefined {
    if (build === undefined) return undefined;
    const count = (): void => void this.#keysBuilt++;
    return function (this: unknown, ...args) {
      count();
      return build.apply(this, args);
    };
  }

  /** What the caller sees; a promise by when it was first seen, so that a shared one is told from a new one. */
  #outcome(call: () => unknown): unknown {
    try {
      const result = call();
      if (!(result instanceof Promise)) return { result };
      if (!this.#promises.includes(result)) this.#promises.push(result);
      return { promise: this.#promises.indexOf(result) };
    } catch (error) {
      return { thrown: String(error), code: Reflect.get(Object(error), 'code') };
    }
  }
}
