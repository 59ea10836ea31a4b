import type { DisposalTerms } from '../singletons/disposal.js';
import { checkedOptions, TERMINATION_CHECKS } from '../util/checks.js';
import { ContainerClock } from '../util/clock.js';
import type { Duration } from '../util/duration.js';
import { parseDuration } from '../util/duration.js';
import { settledWithin } from '../util/time-limit.js';
import { later } from '../util/timers.js';
import type { Container } from './container.js';
import { lifecycle } from './lifecycle.js';
import { disposeAll } from './singletons.js';

/** The options of `disposeOnTermination`. */
export interface TerminationOptions {
  /**
   * How long running invocations are waited for before the singletons are disposed, which may take 1.5 s
   * more; keep it below what the host allows (10 s on Cloud Run). Default: `'8s'`.
   */
  readonly grace?: Duration | undefined;
}

/** How a process is brought to its end. */
interface Terms {
  readonly signals: readonly Signal[];
  /** Milliseconds that running invocations are waited for. */
  readonly graceMs: number;
  /** Milliseconds that the disposals may take, all together. */
  readonly disposalMs: number;
  /** Ends the process. */
  end(signal: Signal): void;
}

type Signal = NodeJS.Signals;

const NUMBERS: Partial<Record<Signal, number>> = { SIGTERM: 15, SIGINT: 2 };

/** Lambda ends the process about 500 ms after the signal, when no invocation is running. */
const ON_LAMBDA: Terms = {
  signals: ['SIGTERM'],
  graceMs: 0,
  disposalMs: 400,
  end: (signal) => void process.kill(process.pid, signal),
};

const DEFAULT_GRACE_MS = 8_000;

/** Real time, whatever clock the registry has: no host waits for another one. */
const systemTimers = new ContainerClock();

/** The terms of disposals that have to be done soon: each may take a share of what is left. */
export function termsFromNow(milliseconds: number = ON_LAMBDA.disposalMs): DisposalTerms {
  const until = systemTimers.now() + milliseconds;
  const limit = (left: number): number => Math.max(0, until - systemTimers.now()) / (left + 1);
  return { clock: systemTimers, limit };
}

/** Disposes the singletons when Lambda ends the container. */
export function disposeOnLambdasTermination(container: Container): void {
  if (lifecycle.of(container).stopListening === undefined) listen(container, ON_LAMBDA);
}

/** Disposes the singletons when a host ends the process; throws InvalidOptionError. Gives what stops that. */
export function disposeOnHostsTermination(
  container: Container,
  options: TerminationOptions = {},
): () => void {
  const { grace } = checkedOptions(options, TERMINATION_CHECKS, 'disposeOnTermination');
  lifecycle.of(container).stopListening?.();
  return listen(container, {
    signals: ['SIGTERM', 'SIGINT'],
    graceMs: parseDuration(grace) ?? DEFAULT_GRACE_MS,
    disposalMs: 1_500,
    end: (signal) => process.exit(128 + (NUMBERS[signal] ?? 0)),
  });
}

function listen(container: Container, terms: Terms): () => void {
  const cycle = lifecycle.of(container);
  const onSignal = (signal: Signal): void => {
    stop();
    // Whoever else listens decides when the process ends; one who listens once will be gone by then.
    const isOurs = process.listenerCount(signal) === 0;
    void terminate(container, terms).finally(() => {
      // One turn later, so that warnings of failed disposals are out.
      if (isOurs) later(() => terms.end(signal));
    });
  };
  const stop = (): void => {
    for (const signal of terms.signals) process.off(signal, onSignal);
    if (cycle.stopListening === stop) cycle.stopListening = undefined;
  };
  // First of all, so that listeners who go with the signal are still counted.
  for (const signal of terms.signals) process.prependListener(signal, onSignal);
  cycle.stopListening = stop;
  return stop;
}

/** Waits until no invocation runs any more, for so long at most as a host's signal does. */
export function invocationsEnded(container: Container, graceMs = DEFAULT_GRACE_MS): Promise<unknown> {
  return settledWithin(allEnded(container), graceMs, systemTimers);
}

async function terminate(container: Container, { graceMs, disposalMs }: Terms): Promise<void> {
  await invocationsEnded(container, graceMs);
  await settledWithin(disposeAll(container, termsFromNow(disposalMs)), disposalMs, systemTimers);
}

/** Resolves when no invocation runs any more, those included that begin meanwhile. */
async function allEnded(container: Container): Promise<void> {
  const { running } = lifecycle.of(container).invocations;
  for (;;) {
    const open = [...running].filter(({ isOver }) => !isOver);
    if (open.length === 0) return;
    await Promise.all(
      open.map((invocation) => new Promise<void>((ended) => invocation.onEnd(() => ended()))),
    );
  }
}
