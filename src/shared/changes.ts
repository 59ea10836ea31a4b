import type { SharedChange } from './store.js';

/** The key that a change is about. */
export function keyOf(change: SharedChange): string {
  return 'delete' in change ? change.delete : change.set;
}

/** What a list of changes comes to: the last one of each key, which is all that is seen once all are made. */
export function lastOfEachKey(changes: readonly SharedChange[]): SharedChange[] {
  return [...new Map(changes.map((change) => [keyOf(change), change])).values()];
}
