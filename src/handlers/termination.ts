import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { disposeAll } from '../registry/singletons.js';
import type { DisposalTerms } from '../singletons/disposal.js';
import { ContainerClock } from '../util/clock.js';
import { later } from '../util/timers.js';

/** Milliseconds that disposal may take: Lambda ends the process about 500 ms after the signal. */
const GRACE_MS = 400;

/** Real time, whatever clock the registry has: Lambda does not wait. */
const systemTimers = new ContainerClock();

/** The terms of disposals that have to be done soon: each may take a share of what is left. */
export function termsFromNow(): DisposalTerms {
  const until = systemTimers.now() + GRACE_MS;
  const limit = (left: number): number => Math.max(0, until - systemTimers.now()) / (left + 1);
  return { clock: systemTimers, limit };
}

/**
 * Disposes the singletons on SIGTERM, then ends the process as the signal would have, unless somebody else
 * listens to it as well.
 */
export function disposeOnTermination(container: Container): void {
  const cycle = lifecycle.of(container);
  if (cycle.disposesOnTermination) return;
  cycle.disposesOnTermination = true;
  process.once('SIGTERM', () => {
    // One turn later, so that warnings of failed disposals are out.
    const end = (): void => later(endProcess);
    const cancel = systemTimers.after(GRACE_MS, end);
    void disposeAll(container, termsFromNow()).finally(() => {
      cancel();
      end();
    });
  });
}

function endProcess(): void {
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
}
