import { registry } from 'warmscope';
import { containerRegistry } from '../container.js';
import { nextTurn } from '../deferred.js';
import { expectAtRest, expectBounds, expectWithinBudget } from '../invariants.js';
import { type SoakedMethod, soakedMethods } from './methods.js';
import { seeded } from './random.js';

const MB = 2 ** 20;
/** Calls between two looks at everything that one method keeps, and at what all weigh together. */
const [DEEP, SUMS] = [1_000, 100];

/** What a soak was like so far. */
export interface SoakReport {
  readonly calls: number;
  readonly hits: number;
  readonly staleHits: number;
  readonly evictions: number;
  readonly expirations: number;
  readonly uncacheable: number;
  readonly loadErrors: number;
  readonly bytes: number;
}

/** Many calls of many cached methods with random limits under a budget, and what has to hold after each of them. */
export class Soak {
  #calls = 0;
  readonly #random;
  readonly #methods: readonly SoakedMethod[];

  constructor(
    seed: number,
    private readonly budget: number,
  ) {
    this.#random = seeded(seed);
    registry.configure({ maxBytes: budget });
    this.#methods = soakedMethods(50, this.#random);
  }

  /** One call of some method, with what else a program might do; throws where something does not hold that always has to. */
  async step(): Promise<void> {
    const { pick, upTo, happens } = this.#random;
    const method = pick(this.#methods);
    const id = Math.floor(upTo(1) ** 3 * 3_000);
    await method.call(id, this.#size());
    if (happens(0.01)) method.delete(id);
    if (happens(0.01)) method.look(id);
    if (happens(0.000_1)) method.clear();
    if (happens(0.002)) await registry.invalidateTags(pick(['all', `of ${Math.floor(upTo(100))}`]));
    this.#calls++;
    this.#check(method);
  }

  /** Looks at everything that is kept. */
  checkAll(): void {
    for (const method of this.#methods) this.#checkDeeply(method);
    this.#checkSums();
  }

  /** MB of V8's heap and of buffers outside of it that are in use after a collection, and what that has set free. */
  async megabytes(collect: () => void): Promise<number> {
    collect();
    await nextTurn();
    await nextTurn();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / MB;
  }

  report(): SoakReport {
    const { caches } = registry.stats();
    const of = (field: keyof SoakReport & keyof (typeof caches)[number]): number => caches.reduce((sum, row) => sum + row[field], 0);
    return {
      calls: this.#calls,
      hits: of('hits'),
      staleHits: of('staleHits'),
      evictions: of('evictions'),
      expirations: of('expirations'),
      uncacheable: of('uncacheable'),
      loadErrors: of('loadErrors'),
      bytes: of('bytes'),
    };
  }

  /** Sizes by their logarithm: as many from 10 to 100 bytes as from 10 to 100 KB. */
  #size(): number {
    return Math.round(10 ** (1 + this.#random.upTo(4)));
  }

  #check(method: SoakedMethod): void {
    const stats = method.stats();
    const { size, max, bytes, hits, staleHits, misses, joins, bypasses, loads, loadErrors } = stats;
    const counted = hits + staleHits + misses + joins + bypasses;
    const isSound =
      size <= max &&
      bytes >= 0 &&
      bytes <= Math.min(method.maxBytes, this.budget) &&
      (size > 0 || bytes === 0) &&
      counted === method.calls &&
      loads >= misses &&
      loads >= loadErrors &&
      (containerRegistry.caches.budget?.bytes ?? Number.NaN) <= this.budget;
    if (!isSound) throw new Error(`after ${this.#calls} calls, of them ${method.calls} of this method: ${JSON.stringify(stats)}`);
    if (this.#calls % DEEP === 0) this.#checkDeeply(method);
    if (this.#calls % SUMS === 0) this.#checkSums();
  }

  #checkDeeply({ label }: SoakedMethod): void {
    for (const { cache, plan } of containerRegistry.caches.members()) {
      if (cache.label !== label) continue;
      cache.mend();
      if (cache.flights.all.length === 0) expectAtRest(cache, plan.max);
      else expectBounds(cache, plan.max);
    }
  }

  #checkSums(): void {
    expectWithinBudget();
    const total = registry.stats().caches.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > this.budget) throw new Error(`the budget is exceeded: ${total}`);
  }
}
