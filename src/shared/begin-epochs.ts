import { type Epoch, newEpoch } from './epochs.js';
import type { Hub } from './hub.js';
import { begun, EPOCH_MS } from './invalidations.js';
import { NO_ANSWER } from './line.js';
import type { View } from './view.js';

/** Begins epochs that are missing; gives those that are this container's. */
export async function beginEpochs(
  { line }: Hub,
  missing: readonly string[],
  { patience }: View,
): Promise<Map<string, Epoch>> {
  const epochs = new Map<string, Epoch>();
  if (missing.length === 0) return epochs;
  if (!line.hasAdd) {
    const answer = await line.ask(
      (store) => store.apply(begun(missing, epochs)),
      patience,
      () => undefined,
    );
    return answer === NO_ANSWER ? new Map() : epochs;
  }
  await Promise.all(
    missing.map(async (name) => {
      const epoch = newEpoch();
      const isOwn = await line.ask(
        async (store) => (await store.add?.(name, epoch.bytes, EPOCH_MS)) === true,
        patience,
      );
      if (isOwn === true) epochs.set(name, epoch);
    }),
  );
  return epochs;
}
