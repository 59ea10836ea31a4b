import type { Cache } from '../../src/cache/cache.js';
import { type CachedOptions, type CacheOf, cached, cacheOf, registry } from '../../src/index.js';
import type { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest, expectCallsAddUp } from '../support/invariants.js';

type Keyed = (...args: unknown[]) => unknown;

/** Functions by how many parameters they spell out, sync and async. */
const SHAPES = {
  one: (loader: Keyed, isAsync: boolean): Keyed => (isAsync ? async (one) => loader(one) : (one) => loader(one)),
  two: (loader: Keyed, isAsync: boolean): Keyed => (isAsync ? async (one, two) => loader(one, two) : (one, two) => loader(one, two)),
  any: (loader: Keyed, isAsync: boolean): Keyed => (isAsync ? async (...all) => loader(...all) : (...all) => loader(...all)),
};

interface Form {
  readonly shape: keyof typeof SHAPES;
  readonly args: (key: string) => unknown[];
  readonly options: CachedOptions;
}

/** The forms of a cached function that take ways of their own to a hit: by parameters, with and without a key builder. */
export const FORMS: Record<string, Form> = {
  'of one parameter': { shape: 'one', args: (key) => [key], options: {} },
  'of two parameters': { shape: 'two', args: (key) => ['group', key], options: {} },
  'of any parameters': { shape: 'any', args: (key) => ['group', key, 1], options: {} },
  'of an object': { shape: 'one', args: (key) => [{ key }], options: {} },
  'with a key': { shape: 'one', args: (key) => [{ key }], options: { key: ({ key }) => key } },
  'with a pair as key': { shape: 'two', args: (key) => [1, { key }], options: { key: (one, { key }) => [one, key] } },
  'with a Date as key': { shape: 'one', args: (key) => [key], options: { key: (one: string) => [new Date(one.charCodeAt(0))] } },
};

/** A cached function, used as a user would: through the function itself and `cacheOf`. */
export class FunctionRig {
  readonly handle: CacheOf<Keyed>;
  readonly cache: Cache;
  calls = 0;
  readonly #function: Keyed;
  readonly #args: (key: string) => unknown[];

  constructor(
    formName: string,
    loader: Keyed,
    isAsync: boolean,
    public max: number,
    options: CachedOptions,
    readonly clock: FakeClock,
  ) {
    const chosen = FORMS[formName];
    if (chosen === undefined) throw new Error(`no form ${formName}`);
    registry.configure({ clock });
    this.#args = chosen.args;
    this.#function = cached(SHAPES[chosen.shape](loader, isAsync), { max, ...options, ...chosen.options });
    this.handle = cacheOf(this.#function);
    const member = containerRegistry.caches.ofFunction(this.#function);
    if (member === undefined) throw new Error('not registered');
    this.cache = member.cache;
  }

  call(key: string): unknown {
    this.calls++;
    return this.#function(...this.#args(key));
  }

  set([key]: [string], value: unknown, _isPromised = false): void {
    this.handle.set(this.#args(key), value);
  }

  peek(key: string): [unknown] | undefined {
    return this.handle.has(...this.#args(key)) ? [this.handle.peek(...this.#args(key))] : undefined;
  }

  refresh(key: string): unknown {
    return this.handle.refresh(...this.#args(key));
  }

  delete(key: string): boolean {
    return this.handle.delete(...this.#args(key));
  }

  async expectAtRest(): Promise<void> {
    await nextTurn();
    expectAtRest(this.cache, this.max);
    expectCallsAddUp(this.cache, this.calls);
  }
}
