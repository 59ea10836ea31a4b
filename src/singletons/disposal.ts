import type { Disposal } from '../options.js';
import type { TimerClock } from '../util/clock.js';
import { settledWithin } from '../util/time-limit.js';
import { isThenable, propertyOf } from '../util/untrusted.js';
import type { Version } from './version.js';

/** Milliseconds that one disposal may take; then the next one's turn comes. */
const DISPOSAL_MS = 2_000;

const METHOD_NAMES: readonly PropertyKey[] = [
  Symbol.asyncDispose,
  Symbol.dispose,
  'destroy',
  'close',
  'end',
  'quit',
  'disconnect',
  '$disconnect',
];

/** How long disposals may take. */
export interface DisposalTerms {
  /** Measures them. */
  readonly clock: TimerClock;
  /** Milliseconds that the next of so many may take. */
  limit(left: number): number;
}

/** The terms of disposals that nothing presses: two seconds for each. */
export function unhurried(clock: TimerClock): DisposalTerms {
  return { clock, limit: () => DISPOSAL_MS };
}

/** True when an instance has a method of that name. */
export function hasMethod(instance: unknown, name: PropertyKey): boolean {
  if ((typeof instance !== 'object' || instance === null) && typeof instance !== 'function') return false;
  return typeof propertyOf(instance, name) === 'function';
}

/** What disposes an instance: its option, else the first of the usual methods that it has, if any. */
function disposerOf(instance: unknown, disposal?: Disposal<never>): (() => unknown) | undefined {
  if (typeof disposal === 'function') return () => (disposal as (instance: unknown) => unknown)(instance);
  const names = disposal === undefined ? METHOD_NAMES : [disposal];
  const name = names.find((candidate) => hasMethod(instance, candidate));
  return name === undefined ? undefined : () => Reflect.get(Object(instance), name).call(instance);
}

/** Disposes an instance by its own means, whatever comes of it. */
export async function discardInstance(instance: unknown): Promise<void> {
  try {
    await disposerOf(instance)?.();
  } catch {
    // It was of no use to anybody.
  }
}

/** Disposes a version, once; rejects where that fails, or takes more than so many milliseconds. */
export async function disposeVersion(version: Version, limit: number, clock: TimerClock): Promise<void> {
  if (version.isDisposed) return;
  version.leave();
  const { options, counters } = version.client;
  const dispose = disposerOf(version.instance, options.dispose);
  if (dispose === undefined) return;
  counters.disposals++;
  const result = dispose();
  if (!isThenable(result)) return;
  const work = Promise.resolve(result);
  if (await settledWithin(work, Math.max(1, limit), clock)) return void (await work);
  throw new Error(`it has not ended within ${Math.round(limit)} ms, so it is not waited for any longer`);
}
