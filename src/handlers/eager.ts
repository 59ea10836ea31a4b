import { ResolutionError } from '../errors.js';
import { settledWithin } from '../invocation/time-limit.js';
import type { ContainerRegistry } from '../registry/container-registry.js';

/** Milliseconds that an invocation without a deadline waits for eager singletons; one with a deadline waits half of its remaining time. */
const PATIENCE_MS = 10_000;

/**
 * Waits until the eager singletons that are being built are there; undefined where there is nothing to wait for. Rejects with ResolutionError
 * where they take too long; that one has failed is its first reader's to see.
 */
export function eagerSingletons(registry: ContainerRegistry): Promise<void> | undefined {
  const building = registry.singletons.underWay();
  if (building === undefined) return undefined;
  const remaining = registry.invocations.active?.remainingMs() ?? Number.POSITIVE_INFINITY;
  const limit = remaining === Number.POSITIVE_INFINITY ? PATIENCE_MS : remaining / 2;
  return settledWithin(building, limit, registry.clock).then((isInTime) => {
    if (!isInTime) throw new ResolutionError(late(registry, limit));
  });
}

function late({ singletons }: ContainerRegistry, limit: number): string {
  const missing = singletons.eager().filter(({ building }) => building !== undefined);
  const names = missing.map(({ label }) => label).join(', ');
  return (
    `The eager container singletons are not there after ${Math.round(limit)} ms of this invocation: ${names || 'none'} is still being built. ` +
    'Let its factory fail when what it waits for does not answer, or leave out `eager` where not every event needs it.'
  );
}
