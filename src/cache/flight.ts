import { Wait } from '../context/wait.js';
import { CircularLoadError } from '../errors.js';
import type { Details } from '../store/details.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { abortOf, abortReasonsIn } from './aborts.js';
import { type Counting, countCall } from './counters.js';
import type { InvocationContext } from './host.js';
import type { Call, Load, Member } from './plan.js';
import type { Ticket } from './ticket.js';

/** What followers are told when their flight was given up: they load anew. */
export const ABANDONED = Symbol('abandoned');

/**
 * Why a load was begun: a call found nothing, a call wants a fresh value but may get a stale one (counted
 * when it is known), the same for a call that is counted already, somebody asked for a refresh, a stale entry
 * is renewed behind its caller's back, or no loader runs at all, as somebody has set a promise.
 */
export type Role = 'call' | 'trial' | 'again' | 'refresh' | 'background' | 'set';

/**
 * What may still come of a flight: its outcome may be stored; an invalidation came after it had begun, so
 * that its callers get the outcome and nobody else; or it has been dealt with.
 */
export type State = 'running' | 'fenced' | 'settled';

/**
 * Why a load that failed concerns its leader alone: the signal that it was given was aborted, it was aborted
 * otherwise, its time or its invocation was over.
 */
export type Death = 'signal' | 'abort' | 'timeout' | 'end';

/** One running load of one key: its leader called the loader, its followers share the outcome. */
export class Flight implements Load {
  /** What the load waits for: an object apart, as whatever is made in the load's async context holds it. */
  readonly wait: Wait;
  /** What a tier behind the cache has to do with it. */
  ticket: Ticket | undefined;
  state: State = 'running';
  /**
   * True while its loader is on the stack or its promise pending: a plain field, as no stack may be left to
   * call anything.
   */
  isAloft = false;
  /** False once nobody may join it any more. */
  isOpen = true;
  /** False once the outcome turned out to be its leader's alone: followers load for themselves. */
  isShareable = true;
  /** True once the leader has waited as long as the method allows, and left. */
  isLate = false;
  hasFailed = false;
  mayBeKept = true;
  outcome: unknown;
  kept: [kept: unknown] | undefined;
  details: Details | undefined;
  /** Settles with what its leader gets; undefined while the loader has not returned. */
  promise: Promise<unknown> | undefined;
  /**
   * A flight that is older and still under way for the same key: what it gives is stored unless this one has
   * stored something before.
   */
  former: Flight | undefined;
  /** The neighbours on the list of flights. */
  previous: Flight | undefined;
  next: Flight | undefined;
  /** The flight of the same method in whose loader the loader of this one runs, while it does. */
  outer: Flight | undefined;
  death: Death | undefined;
  /** Why the signals were aborted that its leader had given it. */
  abortReasons: readonly unknown[] | undefined;
  /** The time at which it is given up, by the wall clock, and what calls that off. */
  endsAt = Infinity;
  cancelEnd: (() => void) | undefined;
  /** The last invalidation of tags before the load; -1 where the method has none, or it is not listed. */
  taggedSince = -1;
  /** True where a tag of the result was invalidated since the load began. */
  isOutdated = false;
  /** Calls off the time limits of those who wait for it. */
  cancels: Set<() => void> | undefined;
  #shared: Promise<unknown> | undefined;
  #refuse: ((reason: unknown) => void) | undefined;
  #unwatch: (() => void) | undefined;

  readonly member: Member;
  readonly args: readonly unknown[];
  /** The `this` that its loader runs with; let go of where it goes on without a frame on the stack. */
  self: unknown;

  constructor(
    { member, self, args }: Call,
    /** What takes its outcome; another cache may have taken the place of the method's meanwhile. */
    readonly list: Record<'end' | 'fail', (flight: Flight, outcome: unknown) => unknown>,
    readonly partition: Partition,
    readonly entry: Entry,
    public startedAt: number,
    /** The invocation that its leader belongs to. */
    readonly invocation: InvocationContext | undefined,
    public role: Role,
    /** True for a load that is known to give a value: its time is taken by the cheaper stopwatch. */
    readonly isShort = false,
  ) {
    this.wait = new Wait(member.label);
    this.member = member;
    this.self = self;
    this.args = args;
  }

  get reads(): number {
    return this.wait.reads;
  }

  get isSet(): boolean {
    return this.role === 'set';
  }

  get isInInvocation(): boolean {
    return this.invocation?.isOver === false;
  }

  /** True where its failure says nothing of the service that it asked. */
  get isExcused(): boolean {
    return this.death !== undefined && this.death !== 'timeout';
  }

  /** What the followers wait for: the outcome, unless they are sent away before. */
  follow(): Promise<unknown> {
    if (this.#shared !== undefined) return this.#shared;
    let settle: readonly [resolve: (value: unknown) => void, reject: (reason: unknown) => void] | undefined;
    const shared = new Promise<unknown>((...both) => {
      settle = both;
    });
    // Handled before it can reject: a follower may have no stack left to do so.
    shared.then(undefined, () => undefined);
    // Where there was no stack for the function above, only this follower is told.
    if (settle === undefined) return shared;
    this.promise?.then(...settle);
    this.#refuse = settle[1];
    this.#shared = shared;
    return shared;
  }

  /** Sends the followers away, to load for themselves. */
  sendAway(): void {
    this.isOpen = false;
    this.#refuse?.(ABANDONED);
  }

  /** Notes how it failed, before its leader's invocation can end because of it. */
  noteFailure(error: unknown): void {
    this.hasFailed = true;
    this.outcome = error;
    const reasons = abortReasonsIn(this.args);
    this.abortReasons = reasons;
    const abort = abortOf(error, reasons);
    if (abort !== undefined) this.death = reasons.length > 0 ? 'signal' : abort;
    else if (this.invocation?.isOver === true) this.death = 'end';
  }

  /**
   * Has its followers sent away when its invocation ends, as somebody of the `active` one is among them; not
   * for its own.
   */
  watch(active: InvocationContext | undefined): void {
    const { invocation } = this;
    if (invocation === undefined || invocation === active || this.#unwatch !== undefined) return;
    this.#unwatch = invocation.onEnd(() => this.sendAway());
  }

  /** Ends the subscriptions by which it would be told that its invocation or its time is over. */
  release(): void {
    this.#unwatch?.();
    this.cancelEnd?.();
  }
}

/** Counts the call of a trial, once it is known what it gets. */
export function countTrial(cache: Counting, flight: Flight, isStale: boolean): void {
  if (flight.role !== 'trial') return;
  countCall(cache, isStale ? 'staleHits' : 'misses');
  flight.role = 'again';
}

/** What a call gets that would wait for itself. */
export function circular(label: string, cycle: readonly string[] = [label, label]): CircularLoadError {
  return new CircularLoadError(
    `${label} waits for its own result: ${cycle.join(' -> ')}. A loader must not call itself with the ` +
      'same key, directly or through others.',
  );
}
