import { expect } from 'chai';
import { type CachedOptions, cached, cacheOf } from '../../src/index.js';
import type { CachedMember } from '../../src/registry/cached-member.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';

/** How a function gives its results: as an async function, as a plain one that returns promises, or at once. */
export type Form = 'async' | 'plain' | 'sync';

/** What a loader does: gives a value, fails, throws before there is a promise, or waits until the spec settles it. */
export type Answer = { value: unknown } | { error: unknown } | { thrown: unknown } | 'wait';

/** One cached function whose loader does what a spec says; every call is counted. */
export class PolicyRig {
  readonly fn: (key?: unknown) => unknown;
  readonly member: CachedMember;
  /** What the next loads do. */
  answer: Answer = 'wait';
  /** The loads that wait, oldest first. */
  readonly gates: Deferred<unknown>[] = [];
  /** Runs when a load begins. */
  beforeLoad: () => void = () => undefined;
  calls = 0;
  loads = 0;

  constructor(form: Form, options: CachedOptions = {}) {
    const load = (): unknown => this.#load(form);
    const loaders = { async: async (_key?: unknown) => load(), plain: (_key?: unknown) => load(), sync: (_key?: unknown) => load() };
    this.fn = cached(loaders[form], options as never);
    this.member = containerRegistry.caches.ofFunction(this.fn) as CachedMember;
  }

  get handle() {
    return cacheOf(this.fn);
  }

  get stats() {
    return this.handle.stats();
  }

  /** A call; it is counted. */
  call(key: unknown = 'key'): unknown {
    this.calls++;
    return this.fn(key);
  }

  /** What a call gives within this turn: its value, `error: ...` or `pending`. */
  async outcome(key: unknown = 'key'): Promise<unknown> {
    return outcomeOf(() => this.call(key));
  }

  /** A call whose loader, if it runs at all, gives a value. */
  async load(value: unknown, key: unknown = 'key'): Promise<unknown> {
    this.answer = { value };
    const outcome = await this.outcome(key);
    this.answer = 'wait';
    return outcome;
  }

  /** Nothing is in flight, and every call is accounted for. */
  async expectAtRest(): Promise<void> {
    await nextTurn();
    expect(this.member.cache.flights.all.length, 'flights').to.equal(0);
    const { hits, staleHits, misses, joins, bypasses, loads } = this.stats;
    expect(hits + staleHits + misses + joins + bypasses, 'calls add up').to.equal(this.calls);
    expect(loads, 'loads').to.equal(this.loads);
    expect(this.handle.size, 'size').to.equal(this.stats.size);
    for (const [, partition] of this.member.cache.entries.owners) {
      const entries = [...partition.entries()];
      expect(entries.every((entry) => entry.hasValue)).to.equal(true);
      expect([...partition.inOrder()]).to.have.members(entries);
    }
  }

  #load(form: Form): unknown {
    this.loads++;
    this.beforeLoad();
    const { answer } = this;
    if (answer !== 'wait') {
      if ('thrown' in answer) throw answer.thrown;
      if (form === 'sync') {
        if ('error' in answer) throw answer.error;
        return answer.value;
      }
      return 'error' in answer ? Promise.reject(answer.error) : Promise.resolve(answer.value);
    }
    const gate = deferred<unknown>();
    this.gates.push(gate);
    return gate.promise;
  }
}

/** What work gives within this turn of the event loop: its value, `error: ...` or `pending`. */
export async function outcomeOf(work: () => unknown): Promise<unknown> {
  let outcome: unknown = 'pending';
  try {
    const result = work();
    Promise.resolve(result).then(
      (value) => {
        outcome = value;
      },
      (error: unknown) => {
        outcome = messageOf(error);
      },
    );
  } catch (error) {
    return messageOf(error);
  }
  await nextTurn();
  return outcome;
}

function messageOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  return `error: ${code ?? message}`;
}
