import { DisposalWarning } from '../errors.js';
import type { Disposal } from '../options.js';
import type { TimerClock } from '../util/clock.js';
import { isThenable, messageOf, propertyOf } from '../util/untrusted.js';
import { dependentsFirst } from './dependencies.js';
import type { Version } from './version.js';

/** Milliseconds that one disposal may take; then the next one's turn comes. */
export const DISPOSAL_MS = 2_000;

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

/** What disposals need to know, and where those that go wrong are reported. */
export interface DisposalHost {
  /** What was built with a version since the disposals began. */
  builtMeanwhileWith(version: Version): readonly Version[];
  warn(member: object, warning: DisposalWarning): void;
}

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

/**
 * What disposes an instance: its option, else the first method it has of those that clients usually have;
 * undefined where there is none.
 */
function disposerOf(instance: unknown, disposal: Disposal<never> | undefined): (() => unknown) | undefined {
  if (typeof disposal === 'function') return () => (disposal as (instance: unknown) => unknown)(instance);
  const names = disposal === undefined ? METHOD_NAMES : [disposal];
  const name = names.find((candidate) => hasMethod(instance, candidate));
  return name === undefined
    ? undefined
    : () => (Reflect.get(Object(instance), name) as () => unknown).call(instance);
}

/** Disposes an instance by its own means, whatever comes of it. */
export function discardInstance(instance: unknown): void {
  new Promise((resolve) => resolve(disposerOf(instance, undefined)?.())).catch(() => undefined);
}

/**
 * Disposes one after the other, dependents first; one that fails or takes too long is a warning and skips
 * none of the rest.
 */
export async function disposeInTurn(
  versions: readonly Version[],
  { clock, limit }: DisposalTerms,
  host: DisposalHost,
): Promise<void> {
  let left = versions.length;
  for (const version of dependentsFirst(versions)) {
    // From now on nothing can be built with it.
    version.record.deref()?.forget(version);
    for (const next of [...dependentsFirst(host.builtMeanwhileWith(version)), version]) {
      await disposeOne(next, limit(Math.max(1, left)), clock).catch((cause: unknown) => {
        host.warn(
          next.client,
          new DisposalWarning(`The disposal of ${next.client.label} failed: ${messageOf(cause)}`, { cause }),
        );
      });
    }
    left--;
  }
}

/** Disposes a version, once; what is built anew meanwhile is another one. */
async function disposeOne(version: Version, milliseconds: number, clock: TimerClock): Promise<void> {
  if (version.isDisposed) return;
  version.isDisposed = true;
  version.record.deref()?.forget(version);
  version.leave();
  const dispose = disposerOf(version.instance, version.client.options.dispose);
  if (dispose === undefined) return;
  version.client.counters.disposals++;
  const result = dispose();
  if (isThenable(result)) await within(Promise.resolve(result), milliseconds, clock);
}

function within(work: Promise<unknown>, milliseconds: number, clock: TimerClock): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(
        new Error(
          `it has not ended within ${Math.round(milliseconds)} ms, so it is not waited for any longer`,
        ),
      );
    const callOff = clock.after(milliseconds, giveUp);
    work.then(resolve, reject).finally(callOff);
  });
}
