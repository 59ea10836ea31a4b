import type { TimerClock } from '../util/clock.js';
import * as node from '../util/node-modules.js';
import { later } from '../util/timers.js';

/**
 * Turns of the event loop before time passes, and after each timer: what is under way goes on meanwhile,
 * through any number of promises and some steps that wait for a turn themselves.
 */
const TURNS = 10;

/** A timer that is armed. */
interface Timer {
  /** When it is due, by the monotonic clock. */
  readonly at: number;
  readonly ring: () => void;
}

/** Both clocks of a container, which stand still until a test moves them. */
export class TestClock implements TimerClock {
  #wall: number;
  #monotonic = 0;
  /** Armed timers; the one armed first comes first. */
  readonly #timers = new Set<Timer>();
  /** Grows when the timers are forgotten: who makes time pass stops then. */
  #era = 0;
  #advance: Promise<void> | undefined;

  constructor(private readonly start: number) {
    this.#wall = start;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const at = this.#monotonic + (milliseconds > 0 ? milliseconds : 0);
    // A timer rings, as a real one does, in the async context in which it was armed.
    const timer = { at, ring: node.asyncHooks().AsyncResource.bind(callback) };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves the wall clock alone. */
  freeze(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  /** Moves both clocks; what is due rings in order, each with the clocks at its time. */
  advance(milliseconds: number): Promise<void> {
    const before = this.#advance;
    const advance =
      before === undefined ? this.#run(milliseconds) : before.then(() => this.#run(milliseconds));
    const ended = advance.then(
      () => undefined,
      () => undefined,
    );
    this.#advance = ended;
    void ended.then(() => {
      if (this.#advance === ended) this.#advance = undefined;
    });
    return advance;
  }

  /** Forgets all timers: those of a container that is gone never ring. */
  forget(): void {
    this.#timers.clear();
    this.#era++;
  }

  /** Puts the wall clock back to where it began. */
  reset(): void {
    this.forget();
    this.#wall = this.start;
  }

  async #run(milliseconds: number): Promise<void> {
    const era = this.#era;
    await turns();
    const until = this.#monotonic + milliseconds;
    while (era === this.#era && (this.#monotonic < until || this.#nextUntil(until) !== undefined)) {
      const next = this.#nextUntil(until);
      const at = Math.max(next?.at ?? until, this.#monotonic);
      this.#wall += at - this.#monotonic;
      this.#monotonic = at;
      if (next !== undefined) {
        this.#timers.delete(next);
        next.ring();
      }
      await turns();
    }
  }

  /** The first timer that is due by then. */
  #nextUntil(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= until && !(first && first.at <= timer.at)) first = timer;
    return first;
  }
}

/** Waits while the event loop turns, so that what is under way goes on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => later(resolve));
}
