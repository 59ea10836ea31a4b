import { expect } from 'chai';
import fc from 'fast-check';
import type { Cache } from '../../src/cache/cache.js';
import { Cached, cacheOf, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { expectAtRest } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const TTL = 100;
const MAX = 4;
const TAGS = ['a', 'b', 'c', 'd'];
const FIXED = ['a', 'c'];

interface Value {
  readonly id: number;
  readonly tags: readonly string[];
}

type Step =
  | { readonly kind: 'call' | 'set'; readonly owner: number; readonly key: string; readonly tags: readonly string[] }
  | { readonly kind: 'delete'; readonly owner: number; readonly key: string }
  | { readonly kind: 'settle'; readonly pick: number; readonly tags: readonly string[]; readonly fails: boolean }
  | { readonly kind: 'invalidate'; readonly tags: readonly string[] }
  | { readonly kind: 'clear'; readonly owner: number }
  | { readonly kind: 'advance'; readonly ms: number };

const some = fc.subarray(TAGS);
const place = { owner: fc.nat({ max: 1 }), key: fc.constantFrom('x', 'y', 'z') };
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('call' as const), ...place, tags: some }), weight: 8 },
  { arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), tags: some, fails: fc.boolean() }), weight: 8 },
  {
    arbitrary: fc.record({ kind: fc.constant('invalidate' as const), tags: fc.subarray(TAGS, { minLength: 1, maxLength: 2 }) }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('set' as const), ...place, tags: some }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('delete' as const), ...place }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('clear' as const), owner: place.owner }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(40, 100) }), weight: 2 },
);

interface ModelLoad {
  readonly name: string;
  readonly number: number;
  isFenced: boolean;
  /** The tags that were invalidated since it began. */
  readonly gone: Set<string>;
}

/** A call that waits for a load. */
interface ModelWait {
  load: ModelLoad;
  /** True for a call that joined a load which had begun before an invalidation. */
  isDoubtful: boolean;
  /** How many loads it has waited for in vain. */
  deaths: number;
  outcome?: number | 'failed';
}

/** Entries in a plain Map, the least recently used first, with their tags and the time at which they expire; and lists of loads and calls. */
class Model {
  readonly entries = new Map<string, Value & { readonly expiresAt: number }>();
  readonly loads: ModelLoad[] = [];
  readonly waits: ModelWait[] = [];
  count = 0;
  now = 0;

  /** `fixed` are the tags of every value; undefined where each has its own, which only it tells. */
  constructor(private readonly fixed: readonly string[] | undefined) {}

  peek(name: string): number | undefined {
    const entry = this.entries.get(name);
    return entry !== undefined && this.now < entry.expiresAt ? entry.id : undefined;
  }

  call(name: string): ModelWait {
    const served = this.#serve(name);
    if (served === undefined) this.entries.delete(name);
    const joined = served === undefined ? this.#joinable(name) : undefined;
    const load = joined ?? (served === undefined ? this.#lead(name) : NO_LOAD);
    const wait: ModelWait = { load, isDoubtful: joined !== undefined && this.#isDoubtful(joined), deaths: 0 };
    if (served === undefined) this.waits.push(wait);
    else wait.outcome = served;
    return wait;
  }

  settle(load: ModelLoad, value: Value | undefined): void {
    this.loads.splice(this.loads.indexOf(load), 1);
    const isOutdated = value !== undefined && this.#tagsOf(value).some((tag) => load.gone.has(tag));
    if (value !== undefined && !load.isFenced) {
      for (const older of this.#open(load.name)) if (older.number < load.number) older.isFenced = true;
      if (!isOutdated) this.set(load.name, value);
    }
    // In place of a failure its callers get what another load has stored meanwhile, if there is something.
    const outcome = value?.id ?? (load.isFenced ? undefined : this.#serve(load.name));
    for (const wait of this.waits.filter((each) => each.load === load)) {
      if (wait.isDoubtful && (isOutdated || outcome === undefined)) this.#again(wait);
      else this.#end(wait, outcome ?? 'failed');
    }
  }

  set(name: string, value: Value): void {
    this.entries.delete(name);
    while (this.entries.size >= MAX) for (const oldest of [...this.entries.keys()].slice(0, 1)) this.entries.delete(oldest);
    this.entries.set(name, { ...value, expiresAt: this.now + TTL });
  }

  invalidate(tags: readonly string[]): void {
    for (const load of this.loads) for (const tag of tags) load.gone.add(tag);
    for (const [name, entry] of this.entries) if (this.#tagsOf(entry).some((tag) => tags.includes(tag))) this.entries.delete(name);
  }

  fence(isMeant: (name: string) => boolean): void {
    for (const name of this.entries.keys()) if (isMeant(name)) this.entries.delete(name);
    for (const load of this.loads) if (isMeant(load.name)) load.isFenced = true;
  }

  /** The fresh value of a key, which is used. */
  #serve(name: string): number | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined || this.now >= entry.expiresAt) return undefined;
    this.entries.delete(name);
    this.entries.set(name, entry);
    return entry.id;
  }

  /** A call whose load gave nothing that it may have. */
  #again(wait: ModelWait): void {
    wait.deaths++;
    const { name } = wait.load;
    const served = this.#serve(name);
    if (served !== undefined) {
      this.#end(wait, served);
      return;
    }
    const joined = wait.deaths < 2 ? this.#joinable(name) : undefined;
    wait.load = joined ?? this.#lead(name);
    wait.isDoubtful = joined !== undefined && this.#isDoubtful(joined);
  }

  #end(wait: ModelWait, outcome: number | 'failed'): void {
    wait.outcome = outcome;
    this.waits.splice(this.waits.indexOf(wait), 1);
  }

  #joinable(name: string): ModelLoad | undefined {
    const open = this.#open(name);
    const newest = open.at(-1);
    if (newest === undefined || !this.#isDoubtful(newest)) return newest;
    return this.fixed === undefined && open.length > 1 ? newest : undefined;
  }

  #lead(name: string): ModelLoad {
    // Of those that it takes the place of, only the newest may still store something.
    for (const former of this.#open(name).slice(0, -1)) former.isFenced = true;
    const load = { name, number: this.count++, isFenced: false, gone: new Set<string>() };
    this.loads.push(load);
    return load;
  }

  #open(name: string): ModelLoad[] {
    return this.loads.filter((load) => load.name === name && !load.isFenced);
  }

  #isDoubtful({ gone }: ModelLoad): boolean {
    return this.fixed === undefined ? gone.size > 0 : this.fixed.some((tag) => gone.has(tag));
  }

  #tagsOf({ tags }: Value): readonly string[] {
    return this.fixed ?? tags;
  }
}

const NO_LOAD: ModelLoad = { name: '', number: -1, isFenced: true, gone: new Set() };

describe('property: tags', function () {
  this.timeout(30_000);
  const clock = useFakeClock();
  collectReports();

  let ids = 0;
  let gates: Deferred<Value>[] = [];
  /** The tags of what a synchronous loader gives. */
  let next: readonly string[] = [];
  const options = { ttl: TTL, max: MAX, key: (key: string) => key } as const;
  const byValue = ({ tags }: Value): readonly string[] => tags;

  class Items {
    @Cached({ ...options, tags: byValue }) async asyncByValue(_key: string): Promise<Value> {
      return this.later();
    }
    @Cached({ ...options, tags: FIXED }) async asyncFixed(_key: string): Promise<Value> {
      return this.later();
    }
    @Cached({ ...options, tags: byValue }) syncByValue(_key: string): Value {
      return { id: ++ids, tags: next };
    }
    @Cached({ ...options, tags: FIXED }) syncFixed(_key: string): Value {
      return { id: ++ids, tags: next };
    }
    later(): Promise<Value> {
      const gate = deferred<Value>();
      gates.push(gate);
      return gate.promise;
    }
  }

  type Name = 'asyncByValue' | 'asyncFixed' | 'syncByValue' | 'syncFixed';

  function cacheIn(name: Name): Cache {
    const member = containerRegistry.caches.ofFunction(Items.prototype[name]);
    if (member === undefined) throw new Error('not cached');
    return member.cache;
  }

  /** Plays one history against two instances and against the model, which must agree after every step. */
  class History {
    readonly owners = [new Items(), new Items()];
    readonly model: Model;
    readonly seen: { readonly wait: ModelWait; result?: number | 'failed' }[] = [];
    readonly isAsync: boolean;
    readonly cache: Cache;

    constructor(private readonly name: Name) {
      this.model = new Model(name.endsWith('Fixed') ? FIXED : undefined);
      this.model.now = clock.time;
      this.isAsync = name.startsWith('async');
      this.cache = cacheIn(name);
      // What a history that failed has left.
      this.cache.flights.abandonAll();
      cacheOf(Items, name).clear();
      gates = [];
    }

    async play(each: Step): Promise<void> {
      const { model } = this;
      if (each.kind === 'call') await this.#call(each);
      else if (each.kind === 'settle') this.#settle(each);
      else if (each.kind === 'advance') {
        clock.advance(each.ms);
        model.now += each.ms;
      } else if (each.kind === 'invalidate') {
        void registry.invalidateTags(...each.tags);
        model.invalidate(each.tags);
      } else if (each.kind === 'clear') {
        cacheOf(this.#owner(each.owner), this.name).clear();
        model.fence((name) => name.startsWith(`${each.owner}`));
      } else {
        const [handle, name] = [cacheOf(this.#owner(each.owner), this.name), `${each.owner}${each.key}`];
        model.fence((other) => other === name);
        if (each.kind === 'delete') handle.delete(each.key);
        else {
          const value = { id: ++ids, tags: each.tags };
          handle.set([each.key], value);
          model.set(name, value);
        }
      }
      await nextTurn();
      this.#agree();
    }

    async end(): Promise<void> {
      while (this.model.loads.length > 0) await this.play({ kind: 'settle', pick: 0, tags: [], fails: true });
      expectAtRest(this.cache, MAX);
      cacheOf(Items, this.name).clear();
      const index = containerRegistry.tags;
      const left = [index?.places.tags().filter((tag) => TAGS.includes(tag)) ?? [], index?.inFlight ?? 0, index?.remembered ?? 0];
      expect(left).to.deep.equal([[], 0, 0]);
    }

    async #call({ owner, key, tags }: Step & { kind: 'call' | 'set' }): Promise<void> {
      next = tags;
      const given = this.#owner(owner)[this.name](key);
      const wait = this.model.call(`${owner}${key}`);
      if (wait.outcome !== undefined) expect((await given).id).to.equal(wait.outcome);
      else if (this.isAsync) {
        const seen: History['seen'][number] = { wait };
        this.seen.push(seen);
        (given as Promise<Value>).then(
          ({ id }) => {
            seen.result = id;
          },
          () => {
            seen.result = 'failed';
          },
        );
      } else this.model.settle(wait.load, given as Value);
    }

    #settle({ pick, tags, fails }: Step & { kind: 'settle' }): void {
      const load = this.model.loads[pick % Math.max(1, this.model.loads.length)];
      if (load === undefined) return;
      const value = { id: ++ids, tags };
      if (fails) gates[load.number]?.reject(new Error('down'));
      else gates[load.number]?.resolve(value);
      this.model.settle(load, fails ? undefined : value);
    }

    #agree(): void {
      for (const { wait, result } of this.seen) expect(result).to.equal(wait.outcome);
      for (const owner of [0, 1])
        for (const key of ['x', 'y', 'z'])
          expect(cacheOf(this.#owner(owner), this.name).peek(key)?.id, `${owner}${key}`).to.equal(this.model.peek(`${owner}${key}`));
      expect(cacheOf(Items, this.name).stats().size, 'size').to.equal(this.model.entries.size);
      if (this.isAsync) expect(gates.length, 'loads').to.equal(this.model.count);
    }

    #owner(index: number): Items {
      return this.owners[index] as Items;
    }
  }

  for (const name of ['asyncByValue', 'asyncFixed', 'syncByValue', 'syncFixed'] as const) {
    it(`agree with a plain model: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) => {
          const played = new History(name);
          for (const each of steps) await played.play(each);
          await played.end();
        }),
        { numRuns: 200 },
      );
    });
  }
});
