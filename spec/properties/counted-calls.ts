import { AsyncResource } from 'node:async_hooks';
import type { CacheStats } from '../../src/index.js';
import { Cached, type CachedOptions, type CacheOf, cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import type { FakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';

/** What a loader does; it is no part of the key. */
export const ACTS = ['wait', 'give', 'throw', 'stream', 'itself', 'another', 'abort', 'read'] as const;
export type Act = (typeof ACTS)[number];
export const MEMBERS = ['later', 'now', 'either', 'shared', 'fn', 'field'] as const;
export type MemberName = (typeof MEMBERS)[number];
export const KEYS = ['a', 'b', 'past', 'failing', 'broken'] as const;

type Method = (key: string, act: Act) => unknown;

const REFUSALS = ['ERR_WARMSCOPE_CACHE_KEY', 'ERR_WARMSCOPE_CIRCULAR_LOAD'];

/** How many rigs there were: each has names of its own. */
let rigs = 0;

/** Counts the calls of one member from outside of its decorator. */
class CallCount {
  calls = 0;
  /** Calls that ended in an error of the cache's own, which counts nowhere. */
  refused = 0;
  /** Calls that have not ended. */
  pending = 0;

  call(work: () => unknown): unknown {
    this.calls++;
    try {
      const result = work();
      if (!(result instanceof Promise)) return result;
      this.pending++;
      result.then(
        () => this.pending--,
        (error: unknown) => {
          this.pending--;
          this.#note(error);
        },
      );
      return result;
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  #note(error: unknown): void {
    if (REFUSALS.includes((error as { code?: string } | undefined)?.code ?? '')) this.refused++;
  }
}

/** The members of one class, and a function, with the same options; who calls them; and what they wait for. */
export class CountedCalls {
  readonly counts = Object.fromEntries(MEMBERS.map((name) => [name, new CallCount()])) as Record<MemberName, CallCount>;
  readonly handles: Record<MemberName, CacheOf<Method>>;
  readonly gates: Deferred<unknown>[] = [];
  readonly #invocations: { enter: (work: () => void) => void; gate: Deferred<void> }[] = [];
  readonly #methods: Record<MemberName, Method>;
  #before: Partial<Record<MemberName, CacheStats>> = {};

  constructor(
    readonly clock: FakeClock,
    options: CachedOptions,
    ofField: CachedOptions,
  ) {
    const answer = (member: MemberName, isSync: boolean, key: string, act: Act): unknown => this.#answer(member, isSync, key, act);
    const named = (member: MemberName, given = options): CachedOptions => ({ ...given, name: `${member} of rig ${rig}` });
    const rig = ++rigs;
    let next: [key: string, act: Act] = ['a', 'give'];
    class Counted {
      @Cached(named('later'))
      async later(key: string, act: Act): Promise<unknown> {
        return answer('later', false, key, act);
      }
      @Cached(named('now'))
      now(key: string, act: Act): unknown {
        return answer('now', true, key, act);
      }
      @Cached(named('either'))
      either(key: string, act: Act, ..._more: unknown[]): unknown {
        return answer('either', false, key, act);
      }
      @Cached(named('shared'))
      static async shared(key: string, act: Act, _third?: unknown): Promise<unknown> {
        return answer('shared', false, key, act);
      }
      @Cached(named('field', ofField))
      get field(): unknown {
        return answer('field', true, ...next);
      }
    }
    const { per: _, ...ofFunction } = named('fn');
    const fn = cached((key: string, act: Act) => answer('fn', false, key, act), ofFunction);
    const counted = new Counted();
    this.#methods = {
      later: (key, act) => counted.later(key, act),
      now: (key, act) => counted.now(key, act),
      either: (key, act) => counted.either(key, act),
      shared: (key, act) => Counted.shared(key, act),
      fn,
      field: (key, act) => {
        next = [key, act];
        return counted.field;
      },
    };
    const handle = (found: unknown): CacheOf<Method> => found as CacheOf<Method>;
    this.handles = {
      later: handle(cacheOf(counted, 'later')),
      now: handle(cacheOf(counted, 'now')),
      either: handle(cacheOf(counted, 'either')),
      shared: handle(cacheOf(Counted, 'shared')),
      fn: handle(cacheOf(fn)),
      field: handle(cacheOf(counted, 'field' as never)),
    };
  }

  /** A call within one of the running invocations, or in none; whatever it gives is looked after. */
  call(member: MemberName, key: string, act: Act, where: number): void {
    this.#within(where, () => this.#call(member, key, act));
  }

  /** An operation that is no call. */
  operate(member: MemberName, operation: 'refresh' | 'set' | 'promise' | 'delete' | 'clear' | 'peek', key: string, where: number): void {
    const handle = this.handles[member];
    const args: [string, Act] = [key, 'wait'];
    this.#within(where, () => {
      if (operation === 'refresh') return handle.refresh(...args);
      if (operation === 'set') return handle.set(args, 'set');
      if (operation === 'promise') return handle.set(args, this.#gate().promise);
      if (operation === 'delete') return handle.delete(...args);
      if (operation === 'peek') return handle.peek(...args);
      return handle.clear();
    });
  }

  begin(tenantId: string | undefined, deadline: number): void {
    const gate = deferred();
    const running = runInvocation({ tenantId, deadline: this.clock.time + deadline }, () => {
      this.#invocations.push({ enter: AsyncResource.bind((work: () => void) => work()), gate });
      return gate.promise;
    });
    running.catch(() => undefined);
  }

  end(pick: number, fails: boolean): void {
    const [invocation] = this.#invocations.splice(pick % Math.max(1, this.#invocations.length), 1);
    if (fails) invocation?.gate.reject(new Error('handler'));
    else invocation?.gate.resolve();
  }

  settle(pick: number, how: 'resolve' | 'reject' | 'abort'): void {
    const [gate] = this.gates.splice(pick % Math.max(1, this.gates.length), 1);
    if (how === 'resolve') gate?.resolve('late');
    else gate?.reject(how === 'abort' ? new DOMException('aborted', 'AbortError') : new Error('rejected'));
  }

  /** Ends whatever goes on. */
  async finish(): Promise<void> {
    const isQuiet = (): boolean => MEMBERS.every((name) => this.counts[name].pending === 0);
    for (let round = 0; round < 60 && !(round > 1 && isQuiet()); round++) {
      while (this.#invocations.length > 0) this.end(0, false);
      while (this.gates.length > 0) this.settle(0, 'resolve');
      await nextTurn();
      this.clock.advance(60_000);
      await nextTurn();
    }
  }

  /** What is wrong with the counters of a member now; undefined for nothing. */
  problemWith(member: MemberName, isExact: boolean): string | undefined {
    const { calls, refused, pending } = this.counts[member];
    const stats = this.handles[member].stats();
    const before = this.#before[member];
    this.#before[member] = stats;
    const { hits, staleHits, misses, joins, bypasses } = stats;
    const counted = hits + staleHits + misses + joins + bypasses;
    const text = `${member}: ${JSON.stringify({ calls, refused, pending, counted, hits, staleHits, misses, joins, bypasses })}`;
    // The call of a load that may yet give a stale value is counted when it is known what it got.
    const least = calls - refused - (isExact ? 0 : pending);
    if (counted < least || counted > calls - refused) return text;
    for (const [name, count] of Object.entries(stats)) {
      const was = before?.[name as keyof CacheStats];
      if (typeof count === 'number' && !['size', 'bytes', 'max'].includes(name) && count < Number(was ?? 0)) return `${name} fell: ${text}`;
    }
    return undefined;
  }

  #call(member: MemberName, key: string, act: Act): unknown {
    return this.counts[member].call(() => this.#methods[member](key, act));
  }

  #gate(): Deferred<unknown> {
    const gate = deferred<unknown>();
    gate.promise.catch(() => undefined);
    this.gates.push(gate);
    return gate;
  }

  #within(where: number, work: () => unknown): void {
    const enter = this.#invocations[where % (this.#invocations.length + 1)]?.enter ?? ((inner: () => void) => inner());
    enter(() => {
      try {
        const result = work();
        if (result instanceof Promise) result.catch(() => undefined);
      } catch {
        // It is counted.
      }
    });
  }

  #answer(member: MemberName, isSync: boolean, key: string, act: Act): unknown {
    if (act === 'throw') throw new Error('loader');
    if (act === 'abort') throw new DOMException('aborted', 'AbortError');
    if (act === 'stream') return [1].values();
    if (act === 'read') return currentInvocation()?.id;
    if (act === 'give' || (isSync && act === 'wait')) return 'given';
    if (act === 'wait') return this.#gate().promise;
    // An error of the cache's own is that of the inner call alone.
    const other = act === 'itself' ? key : key === 'a' ? 'b' : 'a';
    const wrapped = (error: unknown): never => {
      throw new Error('inner', { cause: error });
    };
    try {
      const result = this.#call(member, other, 'wait');
      return result instanceof Promise ? result.catch(wrapped) : result;
    } catch (error) {
      return wrapped(error);
    }
  }
}
