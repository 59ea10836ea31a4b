import type { Observer } from '../cache/observer.js';
import { DisposalWarning } from '../errors.js';
import type { Disposal } from '../options.js';
import type { TimerClock } from '../util/clock.js';
import { isReference } from '../util/guards.js';
import { settledWithin } from '../util/time-limit.js';
import { isThenable, nameOfThrown, propertyOf } from '../util/untrusted.js';
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
  /** The clock that measures disposals. */
  readonly clock: TimerClock;
  /** Milliseconds that the next of so many may take. */
  limit(left: number): number;
}

/** The terms of disposals that have time: two seconds for each. */
export function unhurried(clock: TimerClock): DisposalTerms {
  return { clock, limit: () => DISPOSAL_MS };
}

/** True when an instance has a method of that name. */
export function hasMethod(instance: unknown, name: PropertyKey): boolean {
  return isReference(instance) && typeof propertyOf(instance, name) === 'function';
}

/** What disposes an instance: its option, else the first of the usual methods that it has, if any. */
function disposerOf(instance: unknown, disposal?: Disposal<never>): (() => unknown) | undefined {
  if (typeof disposal === 'function') return () => (disposal as (instance: unknown) => unknown)(instance);
  const names = disposal === undefined ? METHOD_NAMES : [disposal];
  const name = names.find((candidate) => hasMethod(instance, candidate));
  return name === undefined ? undefined : () => Reflect.get(Object(instance), name).call(instance);
}

/** Disposes an instance that nobody uses by its own methods; failures do not matter. */
export async function discardInstance(instance: unknown): Promise<void> {
  try {
    await disposerOf(instance)?.();
  } catch {
    // Nobody uses it.
  }
}

/** What disposals need of the container. */
interface DisposalHost {
  readonly clock: TimerClock;
  readonly observer?: Observer | undefined;
  warn(member: object, warning: DisposalWarning): void;
}

/** The directory of the versions that are disposed. */
interface Owner {
  /** Told that the disposal of a version begins. */
  release(version: Version): void;
  /** Takes out what was built with a version meanwhile, so that it is disposed before it. */
  takeBuiltWith(version: Version): readonly Version[];
  /** Told that disposals have ended: what was needed for them may be free. */
  disposeFree(): void;
}

/** The disposals under way. */
export class Disposals {
  readonly #host: DisposalHost;
  readonly #owner: Owner;
  readonly underWay = new Set<Promise<void>>();
  /** What is being disposed, and may still need what it was built with. */
  readonly leaving = new Set<Version>();
  /** Disposals that no claim has waited for. */
  readonly #unclaimed = new Set<Promise<void>>();

  constructor(host: DisposalHost, owner: Owner) {
    this.#host = host;
    this.#owner = owner;
  }

  /** Disposes versions. Where no terms are given, `claim` waits for it. */
  dispose(versions: readonly Version[], terms?: DisposalTerms): Promise<void> {
    for (const version of versions) {
      this.leaving.add(version);
      this.#owner.release(version);
    }
    const disposal = this.#inTurn(versions, terms ?? unhurried(this.#host.clock)).then(() => {
      this.underWay.delete(disposal);
      this.#unclaimed.delete(disposal);
      for (const version of versions) this.leaving.delete(version);
      this.#owner.disposeFree();
    });
    this.underWay.add(disposal);
    if (terms === undefined) this.#unclaimed.add(disposal);
    return disposal;
  }

  /** Resolves when the disposals have ended that no claim has waited for; undefined where there are none. */
  claim(): Promise<unknown> | undefined {
    const claimed = [...this.#unclaimed];
    this.#unclaimed.clear();
    // What these were built with is disposed next.
    return claimed.length === 0 ? undefined : Promise.all(claimed).then(() => this.claim());
  }

  /** Disposes one after the other, dependents first. One that fails or takes too long is a warning. */
  async #inTurn(versions: readonly Version[], { clock, limit }: DisposalTerms): Promise<void> {
    let left = versions.length;
    for (const version of dependentsFirst(versions)) {
      // From now on nothing can be built with it.
      version.letGo();
      for (const next of [...dependentsFirst(this.#owner.takeBuiltWith(version)), version]) {
        next.letGo();
        await disposeVersion(next, limit(left), clock, this.#host.observer).catch((cause: unknown) => {
          const problem = `The disposal of ${next.client.label} failed: ${nameOfThrown(cause)}`;
          this.#host.warn(next.client, new DisposalWarning(problem, { cause }));
        });
      }
      left--;
    }
  }
}

/** Disposes a version, once; rejects where that fails, or takes more than so many milliseconds. */
async function disposeVersion(
  version: Version,
  limit: number,
  clock: TimerClock,
  observer: Observer | undefined,
): Promise<void> {
  if (version.isDisposed) return;
  version.leave();
  const dispose = disposerOf(version.instance, version.client.options.dispose);
  if (dispose === undefined) return;
  version.counters.disposals++;
  observer?.disposed(version);
  const result = dispose();
  if (!isThenable(result)) return;
  const work = Promise.resolve(result);
  if (await settledWithin(work, Math.max(1, limit), clock)) return void (await work);
  throw new DisposalWarning(`it has not ended within ${Math.round(limit)} ms`);
}
