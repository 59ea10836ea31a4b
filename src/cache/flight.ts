import { CircularLoadError } from '../errors.js';
import { abortOf, abortReasonsIn } from './aborts.js';
import type { Entry } from './entry.js';
import type { InvocationContext } from './host.js';
import type { MemberPlan } from './member-plan.js';
import type { Partition } from './partition.js';
import { READS, type Reads, Wait } from './wait.js';
import type { WaitGraph } from './wait-graph.js';

/** What followers are told when their flight was given up: they load anew. */
export const ABANDONED = Symbol('abandoned');

/**
 * Why a load was begun: a call found nothing, a call wants a fresh value but may get a stale one (counted when it is known), the same for a call that
 * is counted already, somebody asked for a refresh, a stale entry is renewed behind its caller's back, or no loader runs at all, as somebody has set a
 * promise.
 */
export type Role = 'call' | 'trial' | 'again' | 'refresh' | 'background' | 'set';

/** Why a load that failed concerns its leader alone: the signal that it was given was aborted, it was aborted otherwise, its time or its invocation was over. */
export type Death = 'signal' | 'abort' | 'timeout' | 'end';

const NO_REASONS: readonly unknown[] = [];

/** One running load of one key: its leader called the loader, its followers share the outcome. */
export class Flight {
  #wait: Wait | undefined;
  #shared: Promise<unknown> | undefined;
  #giveUp: (() => void) | undefined;
  #unwatch: (() => void) | undefined;
  /** What comes of it; undefined while the loader has not returned. */
  promise: Promise<unknown> | undefined;
  /** True while its loader is on the stack or its promise pending, and until its outcome has been dealt with. */
  isAloft = false;
  /** True once its outcome has been dealt with, and nobody can find it any more. */
  hasLanded = false;
  /** Older and still under way for the same key: what it gives is stored unless this one has stored something before. */
  former: Flight | undefined;
  /** Its leader has waited as long as its method allows, and left. */
  isLate = false;
  /** Its followers were sent away: nobody joins it any more. */
  isLeft = false;
  /** The time at which it is given up, by the wall clock, and what calls that off. */
  endsAt = Number.POSITIVE_INFINITY;
  cancelEnd: (() => void) | undefined;
  /** An invalidation came after take-off: the callers get the value, and it is not stored. */
  isFenced = false;
  /** False once the result turned out to be no one else's: followers load for themselves. */
  isShareable = true;
  /** Set once it failed in a way that concerns its leader alone. */
  death: Death | undefined;
  /** Why the signals were aborted that its leader had given it. */
  abortReasons = NO_REASONS;
  /** A copy of the value that nobody else has, where callers get copies. */
  pristine: unknown;
  /** The error that is kept of it, as `[error]`. */
  keptError: [error: unknown] | undefined;
  /** The flight of the same method in whose loader this one runs, both of them synchronous. */
  outer: Flight | undefined;

  constructor(
    readonly member: MemberPlan,
    readonly partition: Partition,
    readonly entry: Entry,
    readonly startedAt: number,
    /** The invocation that its leader belongs to. */
    readonly invocation: InvocationContext | undefined,
    public role: Role,
  ) {}

  /** Its node among what waits for what: apart, as whatever the loader leaves running keeps hold of it. */
  get wait(): Wait {
    this.#wait ??= new Wait(this.member.label);
    return this.#wait;
  }

  /** How much its loader has read of the invocation. */
  get reads(): Reads {
    return this.#wait?.reads ?? READS.nothing;
  }

  /** Notes that the load around the calling code, if any, depends on it; throws CircularLoadError where it would wait for itself. */
  awaitIn(waits: WaitGraph): void {
    const cycle = waits.follow(this.wait);
    if (cycle === undefined && this.promise !== undefined) return;
    const { label } = this.member;
    const steps = (cycle ?? [label, label]).join(' -> ');
    throw new CircularLoadError(
      `${label} waits for its own result: ${steps}. A loader must not call itself with the same key, directly or through others.`,
    );
  }

  /** What the followers wait for: the outcome, unless they are sent away before. */
  follow(): Promise<unknown> {
    if (this.#shared !== undefined) return this.#shared;
    let settle: readonly [resolve: (value: unknown) => void, reject: (reason: unknown) => void] | undefined;
    const shared = new Promise<unknown>((resolve, reject) => {
      settle = [resolve, reject];
    });
    // Handled before it can reject: a follower may have no stack left to do so.
    shared.then(undefined, () => undefined);
    // Where there was no stack for the function above, only this follower is told.
    if (settle === undefined) return shared;
    const [resolve, reject] = settle;
    this.promise?.then(resolve, reject);
    this.#giveUp = () => reject(ABANDONED);
    this.#shared = shared;
    return shared;
  }

  /** Keeps an older one from storing. */
  outrun(): void {
    if (this.former !== undefined) this.former.isFenced = true;
    this.former = undefined;
  }

  /** Sends the followers away, to load for themselves. */
  sendAway(): void {
    this.isLeft = true;
    this.#giveUp?.();
  }

  /** Notes how it failed, before its leader's invocation can end because of it. */
  noteFailure(error: unknown, args: readonly unknown[]): void {
    this.abortReasons = abortReasonsIn(args);
    const abort = abortOf(error, this.abortReasons);
    if (abort !== undefined) this.death = this.abortReasons.length > 0 ? 'signal' : abort;
    else if (this.invocation?.isOver === true) this.death = 'end';
  }

  /** True where its failure says nothing of the service that it asked. */
  get isExcused(): boolean {
    return this.death !== undefined && this.death !== 'timeout';
  }

  /** Has its followers sent away when its invocation ends, as somebody of the `active` one is among them; not for its own. */
  watch(active: InvocationContext | undefined): void {
    const { invocation } = this;
    if (invocation === undefined || invocation === active || this.#unwatch !== undefined) return;
    this.#unwatch = invocation.onEnd(() => this.sendAway());
  }

  /** True while a call of the `active` invocation may join it; one that an ended invocation left behind may have been frozen since. */
  isOpenTo(active: InvocationContext | undefined): boolean {
    return !this.isLeft && (this.invocation?.isOver !== true || this.invocation === active);
  }

  /** Lets go of what would tell it that it is over. */
  release(): void {
    this.#unwatch?.();
    this.cancelEnd?.();
  }

  /** Ends its wait, if anybody has ever asked for it. */
  settle(): void {
    this.#wait?.settle();
  }
}
