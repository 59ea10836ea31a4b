import type { ServerResponse } from 'node:http';

interface Waiter {
  readonly take: (poll: ServerResponse) => void;
  readonly reject: (reason: Error) => void;
}

/** The open `/next` requests of a runtime client or an extension on one side, and whoever waits for one on the other. */
export class PollQueue {
  private readonly polls: ServerResponse[] = [];
  private readonly takers: Waiter[] = [];
  private readonly watchers: Waiter[] = [];

  /** Whether a `/next` request is parked and nobody takes it. */
  get isParked(): boolean {
    return this.polls.length > 0;
  }

  /** Keeps a `/next` request open until there is an event for it. */
  park(poll: ServerResponse): void {
    const taker = this.takers.shift();
    if (taker) {
      taker.take(poll);
      return;
    }
    this.polls.push(poll);
    poll.once('close', () => this.forget(poll));
    for (const watcher of this.watchers.splice(0)) watcher.take(poll);
  }

  /** Calls back with a `/next` request, at once when one is parked. */
  take(take: (poll: ServerResponse) => void, reject: (reason: Error) => void): void {
    const poll = this.polls.shift();
    if (poll) take(poll);
    else this.takers.push({ take, reject });
  }

  /** Resolves when a `/next` request is parked and nobody takes it; it is left in place. */
  parked(): Promise<void> {
    if (this.isParked) return Promise.resolve();
    return new Promise((resolve, reject) => this.watchers.push({ take: () => resolve(), reject }));
  }

  fail(reason: Error): void {
    for (const waiter of [...this.takers.splice(0), ...this.watchers.splice(0)]) waiter.reject(reason);
  }

  private forget(poll: ServerResponse): void {
    const index = this.polls.indexOf(poll);
    if (index >= 0) this.polls.splice(index, 1);
  }
}
