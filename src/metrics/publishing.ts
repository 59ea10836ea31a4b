import { BackgroundWarning } from '../errors.js';
import { container } from '../registry/global.js';
import type { RegistryStats } from '../registry/registry-types.js';
import { type Checks, duration } from '../util/checks.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { isThenable } from '../util/untrusted.js';
import { asNamedIn, type OwnedSnapshot, ownedSnapshot } from './owned-snapshot.js';
import { METRIC_NAMES, type MetricName, type Sample, samplesOf } from './samples.js';
import { statsSince } from './stats-since.js';

/** When metrics are published, and which. */
export interface PublishingOptions {
  /**
   * `'invocation'` when each invocation ends; a duration for at most so often. Whatever has not been
   * published when a container vanishes is lost. Default: `'invocation'`.
   */
  readonly every?: 'invocation' | Duration | undefined;
  /** The metrics that are published, by their names. Default: all. */
  readonly metrics?: readonly MetricName[] | undefined;
}

/** The checks of what every way of publishing takes. */
export const PUBLISHING_CHECKS: Checks = {
  every: (value) => (value === 'invocation' || duration(value) === undefined ? undefined : EVERY),
  metrics: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((each) => METRIC_NAMES.includes(each))
      ? undefined
      : `an array of some of ${METRIC_NAMES.map((each) => `'${each}'`).join(', ')}`,
};

const EVERY = "'invocation', or a duration greater than 0 such as '1m' or 60_000 (milliseconds)";

/** Takes what has happened in one member, or in the container itself, since it was told of that last. */
type Publish = (sample: Sample) => void;

/**
 * Publishes what has happened whenever it is due, until the function is called that it gives; that publishes
 * the rest. What `publish` throws is a warning, and the other samples are published all the same.
 */
export function publishEvery(
  { every = 'invocation', metrics }: PublishingOptions,
  publish: Publish,
): () => void {
  const { clock, endHooks } = container;
  const interval = every === 'invocation' ? 0 : (parseDuration(every) ?? 0);
  const difference = new Progress(metrics);
  let lastAt = clock.now();
  const now = (): void => {
    lastAt = clock.now();
    attempt(() => {
      for (const sample of difference.next()) attempt(() => publish(sample));
    });
  };
  const whenDue = (): void => {
    const since = clock.now() - lastAt;
    // The clock may have been stepped back, or have told no time.
    if (!(since >= 0 && since < interval)) now();
  };
  let cancelTimer = (): void => undefined;
  const arm = (): void => {
    cancelTimer = clock.after(
      interval,
      () => {
        whenDue();
        arm();
      },
      false,
    );
  };
  if (interval > 0) arm();
  endHooks.add(whenDue);
  return () => {
    if (!endHooks.delete(whenDue)) return;
    cancelTimer();
    now();
  };
}

/** What happens from one look to the next. */
export class Progress {
  #before: OwnedSnapshot | undefined;

  constructor(private readonly metrics: readonly string[] | undefined) {}

  next(): Sample[] {
    const now = ownedSnapshot();
    const before = this.#before === undefined ? beginningOf(now.stats) : asNamedIn(now, this.#before);
    this.#before = now;
    const samples = samplesOf(statsSince(before, now.stats));
    const { metrics } = this;
    if (metrics === undefined) return samples;
    const chosen = samples.map(({ member, readings }) => ({
      member,
      readings: readings.filter(({ name }) => metrics.includes(name)),
    }));
    return chosen.filter(({ readings }) => readings.length > 0);
  }
}

/** The snapshot of a container in which nothing has happened: another one, so that counters begin at zero. */
const beginningOf = ({ container: present }: RegistryStats): RegistryStats => ({
  container: { ...present, id: '' },
  caches: [],
  singletons: [],
});

const PUBLISHER = {};

/** Does what publishes; a failure is a warning, given once. */
export function attempt(work: () => void): void {
  try {
    work();
  } catch (cause) {
    warn(cause);
  }
}

/** Handles the promise that may be the result of other people's work; its failure is the same warning. */
export function handled(result: unknown): void {
  if (isThenable(result)) Promise.resolve(result).catch(warn);
}

function warn(cause: unknown): void {
  const message = 'Metrics could not be published; see `cause`.';
  container.warn(PUBLISHER, new BackgroundWarning(message, { cause }));
}
