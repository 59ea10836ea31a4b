import type { SharedChange, SharedStore, StoredBytes } from '../../src/shared/store.js';
import { type Deferred, deferred } from '../support/deferred.js';

/** What becomes of the questions to a store: it answers, never does, or refuses them. */
export type Health = 'up' | 'hung' | 'down';

/** One question, as a spec sees it. */
export interface Question {
  readonly kind: 'get' | 'apply' | 'add';
  readonly keys: readonly string[];
  /** Lets it reach the store, where the spec holds questions. */
  go(): void;
}

/** A store in a Map, whose answers, failures and order a spec decides; several containers share it. */
export class ToldStore {
  readonly entries = new Map<string, { readonly value: Uint8Array; readonly until: number }>();
  health: Health = 'up';
  /** Every question since the last look, whoever asked it. */
  questions: Question[] = [];
  resets = 0;
  /** Holds each question that it gives true for, until `go`. */
  holds: (question: Question) => boolean = () => false;
  held: Question[] = [];
  /** Delays the answer of each question that it gives true for, when the store has done its work, until `go`. */
  delays: (question: Question) => boolean = () => false;
  delayed: Question[] = [];
  /** Refuses writes, as a store that is full. */
  isFull = false;
  hasLeft = true;
  hasAdd = true;

  constructor(private readonly now: () => number) {}

  /** The store as one container sees it. */
  connect(): SharedStore {
    const { hasAdd } = this;
    return {
      get: (keys) => this.#ask('get', keys, () => keys.map((key) => this.#find(key))),
      apply: (changes) => this.#ask('apply', keysOf(changes), () => this.#apply(changes)),
      ...(hasAdd && {
        add: (key: string, value: Uint8Array, ttlMs: number) =>
          this.#ask('add', [key], () => {
            if (this.#find(key) !== undefined) return false;
            this.#apply([{ set: key, value, ttlMs }]);
            return true;
          }),
      }),
      reset: () => {
        this.resets++;
      },
    };
  }

  /** How many questions were asked since the last look. */
  asked(): number {
    return this.questions.splice(0).length;
  }

  /** The keys that begin so, such as those of values. */
  keys(part: 'v' | 'l' | 'e'): string[] {
    return [...this.entries.keys()].filter((key) => key.includes(`:${part}:`) && this.#find(key) !== undefined);
  }

  async #ask<T>(kind: Question['kind'], keys: readonly string[], work: () => T): Promise<T> {
    const gate: Deferred<void> = deferred();
    const question: Question = { kind, keys, go: () => gate.resolve() };
    this.questions.push(question);
    if (this.health === 'down') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    if (this.health === 'hung') await new Promise(() => undefined);
    if (this.holds(question)) {
      this.held.push(question);
      await gate.promise;
    }
    if (kind !== 'get' && this.isFull) throw new Error('OOM command not allowed');
    const answer = work();
    if (this.delays(question)) {
      const answered: Deferred<void> = deferred();
      this.delayed.push({ kind, keys, go: () => answered.resolve() });
      await answered.promise;
    }
    await undefined;
    return answer;
  }

  #find(key: string): StoredBytes | undefined {
    const entry = this.entries.get(key);
    const leftMs = (entry?.until ?? 0) - this.now();
    if (entry === undefined || leftMs <= 0) return undefined;
    return this.hasLeft ? { value: entry.value, leftMs } : { value: entry.value };
  }

  #apply(changes: readonly SharedChange[]): void {
    if (this.isFull && changes.some((change) => 'set' in change)) throw new Error('OOM command not allowed');
    for (const change of changes)
      if ('delete' in change) this.entries.delete(change.delete);
      else this.entries.set(change.set, { value: change.value, until: this.now() + change.ttlMs });
  }
}

const keysOf = (changes: readonly SharedChange[]): string[] => changes.map((change) => ('delete' in change ? change.delete : change.set));
