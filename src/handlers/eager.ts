import { ResolutionError } from '../errors.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { singletons } from '../registry/singletons.js';
import { settledWithin } from '../util/time-limit.js';

/**
 * Milliseconds that an invocation without a deadline waits for eager singletons; one with a deadline waits
 * half of its remaining time.
 */
const PATIENCE_MS = 10_000;

/**
 * Waits until the eager singletons that are being built are there. Rejects with ResolutionError where they
 * take too long; that one has failed is its first reader's to see.
 */
export async function eagerSingletons(container: Container): Promise<void> {
  const directory = singletons.in(container)?.directory;
  const building = directory?.underWay();
  if (building === undefined) return;
  const remaining = lifecycle.of(container).invocations.active?.remainingMs() ?? Number.NaN;
  const limit = Number.isFinite(remaining) ? remaining / 2 : PATIENCE_MS;
  if (await settledWithin(building, limit, container.clock)) return;
  const missing = directory?.eager().filter((singleton) => singleton.building !== undefined);
  const names = missing?.map(({ client }) => client.label).join(', ') || 'none';
  throw new ResolutionError(
    `The eager container singletons are not there after ${Math.round(limit)} ms of this invocation: ` +
      `${names} is still being built. Let its factory fail when what it waits for does not answer, or ` +
      'leave out `eager` where not every event needs it.',
  );
}
