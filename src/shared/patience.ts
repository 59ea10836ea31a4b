/** Waits of this share of a deadline count; a store that is well answers sooner. */
const SLOW = 0.2;

/** For how long one invocation waits for answers that do not come: one deadline, all waits together. */
export class Patience {
  #left: number;
  /** Up to when waits have been counted: those at one time count once. */
  #countedUntil = Number.NEGATIVE_INFINITY;
  /** When the waits began that are not over, in that order. */
  readonly #open: number[] = [];

  /** `deadline` is in milliseconds. */
  constructor(private readonly deadline: number) {
    this.#left = deadline;
  }

  /** Milliseconds that may still be waited. */
  get left(): number {
    return this.#left;
  }

  get isOver(): boolean {
    return !(this.left > 0);
  }

  /** Milliseconds that another wait may take that begins now, by the pulse: waits at one time count once. */
  leftAt(now: number): number {
    const since = Math.max(this.#open[0] ?? now, this.#countedUntil);
    return this.left - Math.max(0, now - since);
  }

  /** Notes that a wait begins. */
  begin(now: number): void {
    this.#open.push(now);
  }

  /** Notes a wait from one moment to another, by the pulse. */
  note(from: number, to: number): void {
    this.#open.splice(this.#open.indexOf(from), 1);
    if (!(to - from >= this.deadline * SLOW)) return;
    this.#left -= Math.max(0, to - Math.max(from, this.#countedUntil));
    this.#countedUntil = to;
  }

  /** Notes that it was waited for an answer that did not come. */
  end(): void {
    this.#left = 0;
  }

  /** Patience with questions during a wait for something else, such as another container's load. */
  get meanwhile(): Patience {
    return new Meanwhile(this);
  }
}

/** Answers that come cost it nothing, as it is waited anyway; one that does not come ends it. */
class Meanwhile extends Patience {
  constructor(private readonly whole: Patience) {
    super(0);
  }

  override get left(): number {
    return this.whole.left;
  }

  override leftAt(): number {
    return this.left;
  }

  override begin(): void {
    // It is waited anyway.
  }

  override note(): void {
    // It is waited anyway.
  }

  override end(): void {
    this.whole.end();
  }
}
