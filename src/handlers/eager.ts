import { ResolutionError } from '../errors.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import type { SingletonDirectory } from '../registry/singleton-directory.js';
import { singletons } from '../registry/singletons.js';
import { settledWithin } from '../util/time-limit.js';

/**
 * Milliseconds that an invocation without a deadline waits for eager singletons; one with a deadline waits
 * half of its remaining time.
 */
const PATIENCE_MS = 10_000;

/**
 * Waits until the eager singletons that are being built are there; undefined where there is nothing to wait
 * for. Rejects with ResolutionError where they take too long; that one has failed is its first reader's to
 * see.
 */
export function eagerSingletons(container: Container): Promise<void> | undefined {
  const directory = singletons.in(container)?.directory;
  const building = directory?.underWay();
  if (directory === undefined || building === undefined) return undefined;
  const remaining = lifecycle.of(container).invocations.active?.remainingMs() ?? Number.POSITIVE_INFINITY;
  const limit = remaining === Number.POSITIVE_INFINITY ? PATIENCE_MS : remaining / 2;
  return settledWithin(building, limit, container.clock).then((isInTime) => {
    if (!isInTime) throw new ResolutionError(late(directory, limit));
  });
}

function late(directory: SingletonDirectory, limit: number): string {
  const missing = directory.eager().filter(({ building }) => building !== undefined);
  const names = missing.map(({ client }) => client.label).join(', ');
  return (
    `The eager container singletons are not there after ${Math.round(limit)} ms of this invocation: ` +
    `${names || 'none'} is still being built. ` +
    'Let its factory fail when what it waits for does not answer, or leave out `eager` where not every ' +
    'event needs it.'
  );
}
