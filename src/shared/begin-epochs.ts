import { type Epoch, newEpoch } from './epochs.js';
import type { Hub } from './hub.js';
import { EPOCH_MS } from './invalidations.js';
import { NO_ANSWER } from './line.js';
import type { View } from './view.js';

/** Begins epochs that are missing; gives those that are this container's. */
export async function beginEpochs(
  { line }: Hub,
  missing: readonly string[],
  { patience }: View,
): Promise<Map<string, Epoch>> {
  const epochs = new Map(missing.map((name) => [name, newEpoch()]));
  if (missing.length === 0) return epochs;
  const { add } = line.store;
  if (add === undefined) {
    const changes = Array.from(epochs, ([set, { bytes: value }]) => ({ set, value, ttlMs: EPOCH_MS }));
    const answer = await line.ask(
      (store) => store.apply(changes),
      patience,
      () => undefined,
    );
    return answer === NO_ANSWER ? new Map() : epochs;
  }
  await Promise.all(
    Array.from(epochs, async ([name, { bytes }]) => {
      const isOwn = await line.ask((store) => add.call(store, name, bytes, EPOCH_MS), patience);
      if (isOwn !== true) epochs.delete(name);
    }),
  );
  return epochs;
}
