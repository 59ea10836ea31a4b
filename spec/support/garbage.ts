import { nextTurn } from './deferred.js';

/** Collects garbage, and lets finalizers run, until a condition holds; fails when it never does. */
export async function collected(isGone: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 20; round++) {
    if (isGone()) return;
    await collectGarbage();
  }
  if (!isGone()) throw new Error(`${what} was not garbage-collected`);
}

/** Collects garbage once, and lets finalizers run. */
export async function collectGarbage(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  await nextTurn();
  globalThis.gc();
  await nextTurn();
  await nextTurn();
}
