import type { Observer } from '../cache/observer.js';
import { ThawDetector } from '../invocation/thaw.js';
import type { InvocationStart } from '../singletons/invocation-view.js';
import type { Moment, MomentClock } from '../util/clock.js';
import { isThenable } from '../util/untrusted.js';

/** An invocation that has not ended when another begins. */
interface BesideIt {
  readonly isOver: boolean;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** An invocation that begins. */
interface Beginning {
  readonly serial: number;
}

/** What the life of a container needs of it. */
interface Beginnings {
  readonly clock: MomentClock;
  /** When it began, by both clocks. */
  readonly beganAt: Moment;
  readonly startHooks: ReadonlySet<(start: InvocationStart, invocation: Beginning) => unknown>;
  readonly observer?: Observer | undefined;
}

/**
 * The life of one container: its identity, its invocations, its freezes, and whoever wants to know of them.
 */
export class ContainerLife {
  readonly #report: (error: unknown) => void;
  readonly thaw: ThawDetector;
  /** Invocations that have begun. */
  invocations = 0;
  /** Times the container came back from a freeze. */
  thaws = 0;
  /** A random id; made when it is asked for first, as what is made during init may be copied. */
  id: string | undefined;

  /** `report` is told what a hook throws or rejects with: it never breaks an invocation. */
  constructor(
    readonly container: Beginnings,
    report: (error: unknown) => void,
  ) {
    this.#report = report;
    this.thaw = new ThawDetector(container.clock, container.beganAt);
  }

  /**
   * Notes that an invocation begins beside others; the promise, where there is one, resolves when the hooks
   * are done. It never rejects.
   */
  begin(invocation: Beginning, others: Iterable<BesideIt>): Promise<unknown> | undefined {
    let isAlone = true;
    let busyUntil = 0;
    // There may be very many of them, and the oldest tells it most often.
    for (const { isOver, deadline } of others) {
      isAlone = isOver;
      if (!isAlone) break;
      busyUntil = Math.max(busyUntil, deadline);
    }
    this.invocations++;
    const { serial } = invocation;
    return this.#runHooks({ serial, thawed: isAlone && this.#noteThaw(busyUntil), isAlone }, invocation);
  }

  /** Notes that the container has been at work until now: a freeze is looked for from here on. */
  noteActivity(): void {
    this.#attempt(() => this.thaw.noteActivity());
  }

  /**
   * Notes that init has come so far. Later the same code may run in a container that has just been thawed,
   * which only the next invocation may find out.
   */
  noteInit(): void {
    if (this.invocations === 0) this.noteActivity();
  }

  /** One past its deadline was at work until then, as far as anybody knows: `busyUntil` is the last one's. */
  #noteThaw(busyUntil: number): boolean {
    const thawed = this.#attempt(() => this.thaw.wasFrozen(busyUntil)) === true;
    if (thawed) {
      this.thaws++;
      this.#attempt(() => this.container.observer?.thawed(this.thaw.lastGap));
    }
    return thawed;
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  #runHooks(start: InvocationStart, invocation: Beginning): Promise<unknown> | undefined {
    const pending: Promise<unknown>[] = [];
    for (const hook of this.container.startHooks) {
      const result = this.#attempt(() => hook(start, invocation));
      if (isThenable(result)) pending.push(Promise.resolve(result).then(undefined, this.#report));
    }
    return pending.length === 0 ? undefined : Promise.all(pending);
  }
}
