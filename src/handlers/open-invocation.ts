import type { HostEvent, InvocationDescription, RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle, type Present } from '../registry/lifecycle.js';
import { type Ending, finish, PLAIN_ENDING, prepare } from './lifecycle.js';

/**
 * An invocation that a host opens and ends itself, as no one function of the host spans the event from its
 * beginning to its answer.
 */
export class OpenInvocation {
  readonly #container: Container;
  /** Resolves when the event may be seen; undefined where nothing has to be done before. Never rejects. */
  readonly preparation: Promise<unknown> | undefined;
  readonly #invocation: RunningInvocation;
  readonly #present: Present;
  readonly #ending: Ending;
  #isOpen = true;

  constructor(
    container: Container,
    description: InvocationDescription,
    ending: Ending = PLAIN_ENDING,
    event?: HostEvent,
  ) {
    this.#container = container;
    const { present, extension } = lifecycle.of(container);
    const { invocations } = present;
    this.#present = present;
    this.#ending = ending;
    this.#invocation = invocations.begin(description);
    this.#invocation.event = event;
    try {
      if (ending.requestId !== undefined) extension.begin(ending.requestId);
      this.preparation = prepare(container, this.#invocation);
    } catch (error) {
      invocations.end(this.#invocation);
      throw error;
    }
  }

  /** True until it is ended in one way or another. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Runs `work`, and all that it starts, as part of the invocation. Bound, as hosts hand it round. */
  readonly enter = <T>(work: () => T): T => this.#present.invocations.enter(this.#invocation, work);

  /** Makes the rest of the function that runs, which has awaited something before, part of it. */
  stay(): void {
    if (this.#isOpen) this.#present.invocations.stay(this.#invocation);
  }

  /** Notes what the invocation is for: that alone is part of it, not what else comes within it. */
  belongTo(guest: object): void {
    this.#invocation.guest = guest;
  }

  /** Notes that the handler threw or rejected. */
  noteFailure(): void {
    this.#invocation.noteFailure();
  }

  /**
   * Ends the invocation before its answer: resolves when its background work is done, or at once where the
   * container stays awake for that. Never rejects.
   */
  async end(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { isAfterResponse, requestId } = this.#ending;
    const isAwake = isAfterResponse && lifecycle.of(this.#container).extension.holds(requestId);
    const finished = finish(this.#container, this.#present, this.#invocation, requestId);
    if (!isAwake) await finished;
  }

  /** Ends the invocation when its answer is out: only its background work goes on, for 30 s at most. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#invocation.isClosed = true;
    this.#present.life.noteActivity();
    void finish(this.#container, this.#present, this.#invocation, this.#ending.requestId);
  }

  /** Ends the invocation at once, with its background work: its host has gone on without a word. */
  abandon(): void {
    this.#isOpen = false;
    this.#present.invocations.end(this.#invocation);
    const { requestId } = this.#ending;
    if (requestId !== undefined) lifecycle.of(this.#container).extension.end(requestId);
  }
}
