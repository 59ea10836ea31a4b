import type { Clock, TimerClock } from './clock.js';
import { systemAfter } from './timers.js';
import { disown, isOverflow, isThenable, nameOfThrown, propertyOf } from './untrusted.js';

/** Told what is wrong with a user's clock. */
export type Report = (clock: Clock, problem: string, cause?: { readonly cause: unknown }) => void;

const nothing = (): void => undefined;

/** A clock of the user's, which may do anything: it throws nothing, and says what is wrong. */
export class GivenClock implements TimerClock {
  constructor(
    private readonly source: Clock,
    private readonly report: Report,
  ) {}

  /** `NaN` where the clock fails. */
  now(): number {
    try {
      const time: unknown = this.source.now();
      if (isTime(time)) return time;
      this.report(
        this.source,
        `has a method now() that gave ${kindOf(time)} instead of epoch milliseconds; ${UNTIL_THEN}`,
      );
    } catch (cause) {
      // Where there is no stack left, that is not the clock's fault.
      if (!isOverflow(cause))
        this.report(this.source, `has a method now() that threw; ${UNTIL_THEN}: ${nameOfThrown(cause)}`, {
          cause,
        });
    }
    return Number.NaN;
  }

  /**
   * Runs `callback` once, however often the clock's timer rings, and gives what cancels it; by the system's
   * timers where the clock has none, or they fail.
   */
  after(milliseconds: number, callback: () => void, keepsAlive = true): () => void {
    let isArmed = true;
    const cancel = this.#arm(milliseconds, keepsAlive, () => {
      if (!isArmed) return;
      isArmed = false;
      callback();
    });
    return () => {
      isArmed = false;
      try {
        cancel();
      } catch (cause) {
        this.report(
          this.source,
          `has a method after() whose timer could not be cancelled: ${nameOfThrown(cause)}`,
          { cause },
        );
      }
    };
  }

  #arm(milliseconds: number, keepsAlive: boolean, ring: () => void): () => void {
    if (this.source.after === undefined) return systemAfter(milliseconds, ring, keepsAlive);
    try {
      const given: unknown = this.source.after(milliseconds, ring);
      const cancel = cancellation(given);
      if (cancel === undefined)
        this.report(
          this.source,
          `has a method after() that gave ${kindOf(given)} instead of a function to cancel with`,
        );
      return cancel ?? nothing;
    } catch (cause) {
      this.report(
        this.source,
        `has a method after() that threw, so the system's timer was used: ${nameOfThrown(cause)}`,
        { cause },
      );
      return systemAfter(milliseconds, ring, keepsAlive);
    }
  }
}

const UNTIL_THEN = 'what has a ttl is neither served nor stored until it tells the time again';

/** Why something is no clock, or undefined where it is one; asks it for the time. */
export function flawOf(clock: Clock): string | undefined {
  try {
    const { now, after } = clock as Partial<Clock>;
    if (typeof now !== 'function') return 'has no method now()';
    if (after !== undefined && typeof after !== 'function')
      return `has ${kindOf(after)} as its method after()`;
    const time: unknown = now.call(clock);
    return isTime(time) ? undefined : `has a method now() that gave ${kindOf(time)}`;
  } catch {
    return 'has a method now() that threw';
  }
}

function isTime(time: unknown): time is number {
  return typeof time === 'number' && Number.isFinite(time);
}

/** What a value is, for messages. */
function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return `${value}`;
  return value instanceof Date
    ? 'a Date'
    : isThenable(value)
      ? 'a promise'
      : `a value of type ${typeof value}`;
}

/** What cancels a timer: the function that a clock gave, or what a timer of Node's brings along. */
function cancellation(given: unknown): (() => void) | undefined {
  if (typeof given === 'function') return given as () => void;
  disown(given);
  const close = propertyOf(given, 'close');
  return typeof close === 'function' ? () => void close.call(given) : undefined;
}
