import { DisposalWarning } from '../errors.js';
import type { Disposal } from '../options.js';
import type { TimerClock } from '../util/clock.js';
import { settledWithin } from '../util/time-limit.js';
import { isThenable, messageOf, propertyOf } from '../util/untrusted.js';
import { dependentsFirst } from './dependencies.js';
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

/** What disposals need of the container. */
interface DisposalHost {
  readonly clock: TimerClock;
  warn(member: object, warning: DisposalWarning): void;
}

/** Whose versions are disposed. */
interface Owner {
  /** Told that the disposal of a version begins. */
  release(version: Version): void;
  /** Lets go of what was built with a version since its disposal began. */
  takeBuiltWith(version: Version): readonly Version[];
  /** Told that some have ended. */
  disposeFree(): void;
}

/** The disposals under way. */
export class Disposals {
  readonly underWay = new Set<Promise<void>>();
  /** What is being disposed, and may still need what it was built with. */
  readonly leaving = new Set<Version>();
  #unclaimed: Promise<void>[] = [];

  constructor(
    private readonly host: DisposalHost,
    private readonly owner: Owner,
  ) {}

  /** Disposes versions; where no terms are given, it is to be claimed. */
  dispose(versions: readonly Version[], terms?: DisposalTerms): Promise<void> {
    for (const version of versions) {
      this.leaving.add(version);
      this.owner.release(version);
    }
    const disposal = this.#inTurn(versions, terms ?? unhurried(this.host.clock)).then(() => {
      this.underWay.delete(disposal);
      for (const version of versions) this.leaving.delete(version);
      this.owner.disposeFree();
    });
    this.underWay.add(disposal);
    if (terms === undefined) this.#unclaimed.push(disposal);
    return disposal;
  }

  /** Resolves when those have ended that are to be claimed, and were not; undefined where there are none. */
  claim(): Promise<unknown> | undefined {
    const claimed = this.#unclaimed;
    this.#unclaimed = [];
    // What they were built with follows.
    return claimed.length === 0 ? undefined : Promise.all(claimed).then(() => this.claim());
  }

  /** Dependents first; one that fails or takes too long is a warning, and skips none of the rest. */
  async #inTurn(versions: readonly Version[], { clock, limit }: DisposalTerms): Promise<void> {
    let left = versions.length;
    for (const version of dependentsFirst(versions)) {
      // From now on nothing can be built with it.
      version.letGo();
      for (const next of [...dependentsFirst(this.owner.takeBuiltWith(version)), version]) {
        next.letGo();
        await disposeVersion(next, limit(left), clock).catch((cause: unknown) => {
          const problem = `The disposal of ${next.client.label} failed: ${messageOf(cause)}`;
          this.host.warn(next.client, new DisposalWarning(problem, { cause }));
        });
      }
      left--;
    }
  }
}

/** Disposes a version, once; rejects where that fails, or takes more than so many milliseconds. */
async function disposeVersion(version: Version, limit: number, clock: TimerClock): Promise<void> {
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
