import type { SharedChange, SharedStore, StoredBytes } from '../../src/shared/store.js';

/** The store of the example in `src/shared/store.ts`: a Map, with a clock that a spec may move. */
export class MapStore implements SharedStore {
  readonly entries = new Map<string, { readonly value: Uint8Array; readonly until: number }>();

  constructor(readonly now: () => number = Date.now) {}

  async get(keys: readonly string[]): Promise<readonly (StoredBytes | undefined)[]> {
    return keys.map((key) => this.#find(key));
  }

  async apply(changes: readonly SharedChange[]): Promise<void> {
    for (const change of changes) {
      if ('delete' in change) this.entries.delete(change.delete);
      else this.#set(change.set, change.value, change.ttlMs);
    }
  }

  async add(key: string, value: Uint8Array, ttlMs: number): Promise<boolean> {
    const isFree = this.#find(key) === undefined;
    if (isFree) this.#set(key, value, ttlMs);
    return isFree;
  }

  #find(key: string): StoredBytes | undefined {
    const entry = this.entries.get(key);
    const leftMs = (entry?.until ?? 0) - this.now();
    return entry === undefined || leftMs <= 0 ? undefined : { value: entry.value, leftMs };
  }

  #set(key: string, value: Uint8Array, ttlMs: number): void {
    this.entries.set(key, { value, until: this.now() + ttlMs });
  }
}
