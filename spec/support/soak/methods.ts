import { Cached, type CachedOptions, type CacheOf, type CacheStats, cached, cacheOf } from 'warmscope';
import type { Random } from './random.js';

const MOST = { '64KB': 2 ** 16, '1MB': 2 ** 20, '8MB': 2 ** 23 } as const;

let last = 0;

/** A number of six digits, another one each time: with more digits, values of the same kind would grow as the soak goes on. */
function numbered(): number {
  last = (last + 1) % 900_000;
  return 100_000 + last;
}

/** What makes a value of about so many bytes, no part of which another one shares. */
const MAKERS: readonly ((size: number) => unknown)[] = [
  (size) => Buffer.alloc(size),
  (size) => `${numbered()}`.padEnd(size, 'text '),
  (size) => Array.from({ length: Math.ceil(size / 60) }, (_, row) => ({ row, name: `row ${numbered()}` })),
  (size) => ({ id: numbered(), list: new Array(Math.ceil(size / 8)).fill(size) }),
  (size) => new Map(Array.from({ length: Math.ceil(size / 80) }, (_, row) => [row, `item ${numbered()}`])),
];

type Load = (id: number, size: number) => unknown;

/** One cached method of a soak. */
export interface SoakedMethod {
  readonly label: string;
  /** The bound of the method in bytes; `Infinity` for none. */
  readonly maxBytes: number;
  /** Calls so far. */
  readonly calls: number;
  /** Calls it, and waits for it; a failure is of no interest. */
  call(id: number, size: number): Promise<void>;
  delete(id: number): void;
  clear(): void;
  /** Asks for an entry in ways that are no calls. */
  look(id: number): void;
  stats(): CacheStats;
}

/** Cached functions, and methods of three instances or of one class, with options at random. */
export function soakedMethods(count: number, random: Random): SoakedMethod[] {
  return Array.from({ length: count }, (_, index) => soakedMethod(index, random));
}

function soakedMethod(index: number, random: Random): SoakedMethod {
  const { pick, happens } = random;
  const make = pick(MAKERS);
  const options = optionsOf(index, random);
  const work = (_id: number, size: number): unknown => {
    if (size % 89 === 0) throw new Error('there is no such thing');
    return make(size);
  };
  const load: Load = happens(0.5) ? async (id, size) => work(id, size) : work;
  const callers = happens(0.5) ? [functionOf(load, options)] : instancesOf(load, { ...options, per: pick(['instance', 'class']) });
  let calls = 0;
  const ofSome = () => pick(callers);
  return {
    label: options.name,
    maxBytes: options.maxBytes === undefined ? Number.POSITIVE_INFINITY : MOST[options.maxBytes],
    get calls() {
      return calls;
    },
    async call(id, size) {
      calls++;
      try {
        await ofSome().load(id, size);
      } catch {
        // It is counted.
      }
    },
    delete: (id) => ofSome().handle.delete(id, 0),
    clear: () => ofSome().handle.clear(),
    look(id) {
      const { handle } = ofSome();
      handle.peek(id, 0);
      handle.peekStale(id, 0);
      handle.expiresAt(id, 0);
    },
    stats: () => (callers[0] as Caller).handle.stats(),
  };
}

function optionsOf(index: number, { pick, happens }: Random) {
  const ttl = pick([undefined, undefined, 5, 1_000]);
  return {
    name: `method ${index}`,
    key: (id: number) => id,
    max: pick([5, 50, 500, 5_000]),
    maxBytes: pick([undefined, '64KB', '1MB', '8MB'] as const),
    weigh: pick([undefined, undefined, (_value: unknown, _id: number, size: number) => size]),
    ttl,
    staleWhileRevalidate: ttl !== undefined && happens(0.3) ? 20 : undefined,
    staleIfError: ttl !== undefined && happens(0.3) ? 1_000 : undefined,
    errorTtl: pick([undefined, undefined, 10]),
    maxIdle: pick([undefined, undefined, 20, 1_000]),
    tags: pick([undefined, undefined, ['all', `of ${index}`], (_value: unknown, id: number) => [`of ${id % 100}`]]),
    keys: pick(['plain', 'plain', 'hashed'] as const),
  };
}

interface Caller {
  readonly load: Load;
  readonly handle: CacheOf<Load>;
}

function functionOf(original: Load, options: CachedOptions): Caller {
  const load = cached(original, options);
  return { load, handle: cacheOf(load) };
}

function instancesOf(original: Load, options: CachedOptions): Caller[] {
  class Source {
    @Cached(options)
    load(id: number, size: number): unknown {
      return original(id, size);
    }
  }
  return Array.from({ length: 3 }, () => {
    const source = new Source();
    return { load: (id, size) => source.load(id, size), handle: cacheOf(source, 'load') };
  });
}
