import { requestIdOfRuntime } from '../hosts/lambda-context.js';
import type { TimerClock } from '../util/clock.js';
import type { Invocation } from './invocation-view.js';

/** The deadline of an invocation that has none. */
export const NEVER: number = Infinity;

/** What is known of an invocation when it begins; every part is optional. */
export interface InvocationDescription {
  /**
   * What the host calls it, such as Lambda's request id. Default: what Lambda's runtime has in its store for
   * the event, else a random UUID.
   */
  readonly id?: string | undefined;
  /** Whom it works for. Default: nobody is known. */
  readonly tenantId?: string | undefined;
  /** Epoch milliseconds at which the host gives it up. Default: never. */
  readonly deadline?: number | undefined;
}

/** The event of a host that an invocation was begun for. */
export interface HostEvent {
  /** What began it: a handler of ours, or a middleware. */
  readonly by: 'handler' | 'middleware';
  /** The object that the host hands on with the event. */
  readonly context: unknown;
  /** What the host calls the event, if anything. */
  readonly requestId: string | undefined;
  /** What stands for the event on its way through a middy chain or a handler. */
  readonly source: object;
}

/** One run of a handler, from its event until its background work is done. */
export class RunningInvocation {
  readonly #clock: TimerClock;
  /** Epoch milliseconds; `Infinity` when there is none. */
  readonly deadline: number;
  /** True once its answer is out and what goes on is background work only: other code is in no invocation. */
  isClosed = false;
  /** True once the handler and its background work are done, whatever the clock says. */
  hasEnded = false;
  /** Asked at each read whom it works for, where that was not known when it began, until it is known. */
  declare findTenant?: (() => string | undefined) | undefined;
  /** What it was begun for, where a host of events began it. */
  event: HostEvent | undefined;
  /** The event, request or message that it is for; one that comes within it may be for somebody else. */
  guest: object | undefined;
  /** The invocation in which it began, if any. */
  outer: RunningInvocation | undefined;
  /** What the user's code may log of it, and what it sees of it, once it asked. */
  facts: Invocation | undefined;
  view: Invocation | undefined;
  #id: string | undefined;
  #tenantId: string | undefined;
  #isOver = false;
  #hasFailed = false;
  readonly #callbacks = new Set<(failed: boolean) => void>();
  #cancelTimer: (() => void) | undefined;

  constructor(
    { id, tenantId, deadline = NEVER }: InvocationDescription,
    /** Grows from one invocation of the container to the next. */
    readonly serial: number,
    clock: TimerClock,
    /** What was being loaded or built where it began: that has opened it itself. */
    readonly openedBy?: object | undefined,
  ) {
    this.#clock = clock;
    this.#id = id;
    this.#tenantId = tenantId;
    this.deadline = deadline;
  }

  get id(): string {
    this.#id ??= requestIdOfRuntime() ?? crypto.randomUUID();
    return this.#id;
  }

  /** Whom it works for; once known, it stays. */
  get tenantId(): string | undefined {
    this.#tenantId ??= this.findTenant?.();
    return this.#tenantId;
  }

  /**
   * True where something that comes within it and finds its tenant itself may be part of it: what is for
   * the tenant that its host told, or the first where that told none. Anything else needs one of its own.
   */
  admits(guest: object, tenantId: string | undefined = this.tenantId): boolean {
    if (this.guest === undefined && this.tenantId !== undefined) return tenantId === this.tenantId;
    this.guest ??= guest;
    return this.guest === guest;
  }

  /** True when it has ended or its deadline has passed. */
  get isOver(): boolean {
    return this.#isOver || this.#isLate();
  }

  /** True when its handler threw or rejected, or its deadline passed. */
  get hasFailed(): boolean {
    return this.#hasFailed || (!this.#isOver && this.#isLate());
  }

  /**
   * Milliseconds until the deadline, 0 when it has passed; `Infinity` when there is none, or nobody can tell.
   */
  remainingMs(): number {
    if (this.deadline === NEVER) return this.deadline;
    const remaining = Math.max(0, this.deadline - this.#clock.now());
    return Number.isNaN(remaining) ? NEVER : remaining;
  }

  /**
   * Runs `callback` once when it is over: when it has ended, or when its deadline passes. At once where that
   * is so already. Gives what takes the callback back; what a callback throws is lost.
   */
  onEnd(callback: (failed: boolean) => void): () => void {
    if (this.isOver) {
      attempt(callback, this.hasFailed);
      return () => undefined;
    }
    // A wrapper, as one function may be registered twice.
    const once = (failed: boolean): void => callback(failed);
    this.#callbacks.add(once);
    this.#cancelTimer ??= this.#clock.after(this.remainingMs(), () => this.#finish(true), false);
    return () => void this.#callbacks.delete(once);
  }

  /** Notes how the handler ended, before the background work is waited for. */
  noteFailure(): void {
    if (!this.#isOver) this.#hasFailed = true;
  }

  /** The handler and its background work are done. */
  end(): void {
    this.isClosed = true;
    this.hasEnded = true;
    this.outer = undefined;
    this.#finish(this.hasFailed);
  }

  #isLate(): boolean {
    return this.deadline !== NEVER && this.#clock.now() >= this.deadline;
  }

  #finish(failed: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hasFailed = failed;
    this.#cancelTimer?.();
    for (const callback of this.#callbacks) attempt(callback, failed);
    this.#callbacks.clear();
  }
}

function attempt(callback: (failed: boolean) => void, failed: boolean): void {
  try {
    callback(failed);
  } catch {
    // Whoever listens must not break the invocation, nor keep the others from hearing of its end.
  }
}
