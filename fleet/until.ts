import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so, looking every other millisecond; fails after 30 s. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const beganAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - beganAt > 30_000) throw new Error(`Waited for 30 s until ${isSo}.`);
    await sleep(2);
  }
}
