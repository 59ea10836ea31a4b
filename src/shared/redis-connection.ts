/** What is asked of a client beside its commands. */
export interface RedisControl {
  /** False once its owner has closed it for good. */
  isAlive(): boolean;
  /** True while commands can be sent. */
  isReady(): boolean;
  /** Makes a client that is not connected, or waits before an attempt, try at once; false where it cannot. */
  hurry(): boolean;
  /** Has the client say when a connection is ready, lost or refused, and when it was closed for good. */
  listen(ready: () => void, lost: () => void, closed: () => void): void;
}

interface Waiter {
  readonly ready: () => unknown;
  readonly refused: (reason: unknown) => void;
}

/**
 * What is known of a client's connection, from its events: `lost` while the first attempt to reconnect is
 * under way, `refused` once an attempt has failed.
 */
export class RedisConnection {
  readonly #control: RedisControl;
  readonly #waiters = new Set<Waiter>();
  #state: 'ready' | 'lost' | 'refused';
  #losses = 0;

  constructor(control: RedisControl) {
    this.#control = control;
    this.#state = control.isReady() ? 'ready' : 'lost';
    control.listen(
      () => this.#ready(),
      () => this.#lose(),
      () => this.#refuse(),
    );
  }

  /**
   * Asks, and once more where the connection was lost meanwhile and came back. Rejects as soon as it is
   * refused; what was sent by then may still take effect.
   */
  async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const losses = this.#losses;
    if (!this.#hurry()) throw unreachable();
    try {
      return await this.#unlessRefused(work());
    } catch (error) {
      await this.#backAgain(losses, error);
      return await this.#unlessRefused(work());
    }
  }

  /**
   * Writes once, and rejects where the connection was lost meanwhile, when it is back: the client may have
   * sent it twice, and others may have written in between.
   */
  async write(work: () => Promise<unknown>): Promise<void> {
    const losses = this.#losses;
    if (!this.#hurry()) throw unreachable();
    try {
      await this.#unlessRefused(work());
    } catch (error) {
      await this.#backAgain(losses, error);
      throw error;
    }
    if (this.#losses !== losses)
      throw new Error('The connection was lost: a write may have been made twice.');
  }

  /** Waits until a connection that was lost since then is back; throws the error where there is none. */
  async #backAgain(losses: number, error: unknown): Promise<void> {
    if (this.#losses === losses || this.#state === 'refused' || !this.#control.isAlive()) throw error;
    if (this.#state !== 'ready') await this.#untilReady();
  }

  /** Notes that the connection is gone, or that an attempt has failed. */
  #lose(): void {
    if (this.#state === 'ready') {
      this.#state = 'lost';
      this.#losses++;
      if (this.#waiters.size > 0) this.#control.hurry();
    } else {
      this.#refuse();
    }
  }

  /** False where it is known that nobody answers, and the client cannot be made to try at once. */
  #hurry(): boolean {
    if (this.#state === 'ready' || !this.#control.isAlive()) return true;
    return this.#control.hurry() || this.#state === 'lost';
  }

  #ready(): void {
    this.#state = 'ready';
    for (const { ready } of this.#waiters) ready();
  }

  #refuse(): void {
    this.#state = 'refused';
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const { refused } of waiters) refused(unreachable());
  }

  #unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, refused) => {
      const waiter: Waiter = { ready: () => undefined, refused };
      this.#waiters.add(waiter);
      const done = (): boolean => this.#waiters.delete(waiter);
      answer.then(resolve, refused).finally(done);
    });
  }

  #untilReady(): Promise<void> {
    return new Promise((resolve, refused) => {
      const waiter: Waiter = { ready: () => this.#waiters.delete(waiter) && resolve(), refused };
      this.#waiters.add(waiter);
    });
  }
}

const unreachable = (): Error => new Error('The Redis server is out of reach.');
