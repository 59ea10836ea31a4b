import type { StopwatchClock, TimerClock } from '../util/clock.js';
import { disown } from '../util/untrusted.js';
import { isTooLarge } from './errors.js';
import type { Patience } from './patience.js';
import { Pulse } from './pulse.js';
import type { SharedStore } from './store.js';

/** Stands for the answer to a question that was not put, or not answered in time. */
export const NO_ANSWER = Symbol('no answer');

/** Deadlines in a row without any answer after which the store is taken for down. */
const MOST_DEADLINES = 3;

/** Milliseconds after which somebody asks again a store that is down; doubled up to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1_000;

/** The share of a deadline that a beat of the pulse is. */
const BEAT = 0.1;

/** What became of one question. */
type Outcome<T> = { readonly answer: T } | { readonly error: unknown } | 'late';

/** The one way to the store: each question has a deadline, and none is put while the store is down. */
export class Line {
  readonly counters = { questions: 0, timeouts: 0, opened: 0 };
  #isDown = false;
  #deadlines = 0;
  #lastDeadline = Number.NEGATIVE_INFINITY;
  #pause = FIRST_PAUSE_MS;
  #probeAt = 0;
  #isProbing = false;
  readonly #pulse: Pulse;
  /** False for a store that cannot give leases. */
  readonly hasAdd: boolean;

  constructor(
    private readonly store: SharedStore,
    private readonly clock: StopwatchClock & TimerClock,
    /** The deadline of a question, in milliseconds. */
    readonly timeout: number,
  ) {
    // Read once: a getter of the user's may throw.
    this.hasAdd = store.add !== undefined;
    this.#pulse = new Pulse(clock, timeout * BEAT);
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /**
   * Puts a question to the store; gives `NO_ANSWER` where it cannot be had, never rejects. With `refused` it
   * is a write: a rejection says nothing of the store's health.
   */
  async ask<T>(
    put: (store: SharedStore) => Promise<T>,
    patience: Patience,
    refused?: (error: unknown) => void,
  ): Promise<T | typeof NO_ANSWER> {
    const isProbe = this.#isDown;
    const begin = this.#pulse.now;
    const limit = Math.min(this.timeout, patience.leftAt(begin));
    if (!(limit > 0) || (isProbe && !this.#mayProbe())) return NO_ANSWER;
    const from = this.clock.lap();
    this.counters.questions++;
    const isWrite = refused !== undefined;
    patience.begin(begin);
    const outcome = await this.#outcomeOf(() => this.#put(put, isWrite), limit);
    if (isProbe) this.#isProbing = false;
    patience.note(begin, this.#pulse.now);
    if (outcome === 'late') {
      patience.end();
      this.#noteDeadline(from, isProbe);
    } else if ('answer' in outcome) {
      this.#noteAnswer();
      return outcome.answer;
    } else if (refused === undefined || isProbe) this.#open();
    else this.#deadlines = 0;
    if (typeof outcome === 'object' && 'error' in outcome) refused?.(outcome.error);
    return NO_ANSWER;
  }

  /**
   * Tells the store something, also where an invocation has no patience left: then without waiting for an
   * answer, as others may wait for what it is told. False where it is known not to have arrived.
   */
  async tell(
    put: (store: SharedStore) => Promise<unknown>,
    patience: Patience,
    refused: (error: unknown) => void,
  ): Promise<boolean> {
    if (!patience.isOver || this.#isDown) return (await this.ask(put, patience, refused)) !== NO_ANSWER;
    this.counters.questions++;
    this.#put(put, true).catch(refused);
    return true;
  }

  /**
   * Waits for what another call has put to the store, which must not reject, as long as a patience lasts;
   * `NO_ANSWER` where that ends before.
   */
  async join<T>(work: Promise<T>, patience: Patience): Promise<T | typeof NO_ANSWER> {
    const begin = this.#pulse.now;
    const limit = patience.leftAt(begin);
    if (!(limit > 0)) return NO_ANSWER;
    patience.begin(begin);
    const answer = await new Promise<T | typeof NO_ANSWER>((resolve) => {
      const cancel = this.#pulse.after(limit, () => resolve(NO_ANSWER));
      void work.then((given) => {
        cancel();
        resolve(given);
      });
    });
    patience.note(begin, this.#pulse.now);
    if (answer === NO_ANSWER) patience.end();
    return answer;
  }

  /** Gives up connections that may be dead. */
  reset(): void {
    try {
      disown(this.store.reset?.());
    } catch {
      // A store must not throw here; if it does, the connections are what they were.
    }
  }

  /** One asker at a time may find out whether the store is back. */
  #mayProbe(): boolean {
    const now = this.clock.lap();
    if (this.#isProbing || now < this.#probeAt) return false;
    this.#isProbing = true;
    return true;
  }

  #outcomeOf<T>(ask: () => Promise<T>, limit: number): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      const work = ask();
      const cancel = this.#pulse.after(limit, () => resolve('late'));
      work.then(
        (answer) => {
          cancel();
          this.#deadlines = 0;
          resolve({ answer });
        },
        (error: unknown) => {
          cancel();
          resolve({ error });
        },
      );
    });
  }

  /**
   * Puts a question, whose failure is always a rejection; a write once more, which a lost connection may have
   * had made twice.
   */
  async #put<T>(put: (store: SharedStore) => Promise<T>, isWrite: boolean): Promise<T> {
    try {
      return await put(this.store);
    } catch (error) {
      if (!isWrite || isTooLarge(error)) throw error;
      return await put(this.store);
    }
  }

  #noteAnswer(): void {
    this.#deadlines = 0;
    this.#isDown = false;
    this.#pause = FIRST_PAUSE_MS;
  }

  /** Questions that were put before the last deadline passed are part of the same event. */
  #noteDeadline(askedAt: number, isProbe: boolean): void {
    this.counters.timeouts++;
    if (isProbe) this.#open();
    if (isProbe || askedAt < this.#lastDeadline) return;
    this.#lastDeadline = this.clock.lap();
    this.#deadlines++;
    if (this.#deadlines >= MOST_DEADLINES) this.#open();
  }

  #open(): void {
    if (this.#isDown) this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    else {
      this.counters.opened++;
      this.reset();
    }
    this.#isDown = true;
    this.#deadlines = 0;
    this.#probeAt = this.clock.lap() + this.#pause;
  }
}
