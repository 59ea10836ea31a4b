import { type Moment, momentOf } from '../util/clock.js';
import * as node from '../util/node-modules.js';
import { passed } from './ages.js';
import { bufferOf } from './buffer-of.js';
import type { Hub } from './hub.js';
import { NO_ANSWER } from './line.js';
import type { OwnLease } from './own-leases.js';
import type { SharedChange, StoredBytes } from './store.js';
import type { View } from './view.js';

const TOKEN_BYTES = 9;
const TIME_BYTES = 8;

/** Milliseconds between two looks at another container's lease: from the first to the longest. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** The right to load a key, for a while: it saves work, and promises nothing. */
export class Lease implements OwnLease {
  isMine = false;
  takenAt: Moment | undefined;
  token: Uint8Array | undefined;

  constructor(
    private readonly hub: Hub,
    private readonly key: string,
    /** How long the lease lasts, in milliseconds. */
    readonly milliseconds: number,
    private readonly view: View,
  ) {}

  /** Tries to get the lease. */
  async take(): Promise<boolean | typeof NO_ANSWER> {
    const { hub, key, milliseconds, view } = this;
    this.takenAt = momentOf(hub.container.clock);
    const value = Buffer.alloc(TOKEN_BYTES + TIME_BYTES);
    node.crypto().randomFillSync(value, 0, TOKEN_BYTES);
    value.writeDoubleLE(hub.now + milliseconds, TOKEN_BYTES);
    this.token = value;
    let isTaken = false;
    let isAwaited = true;
    const answer = await hub.line.ask(async (store) => {
      isTaken = (await store.add?.(key, value, Math.ceil(milliseconds))) === true;
      if (isTaken && !isAwaited) this.#letGoAtOnce();
      return isTaken;
    }, view.patience);
    if (answer === NO_ANSWER) {
      isAwaited = false;
      if (isTaken) this.#letGoAtOnce();
      view.isBlind = true;
      return answer;
    }
    this.isMine = answer;
    if (this.isMine) hub.leases.add(key, this);
    return answer;
  }

  /** Gives up a lease that came when nobody waited for it any more: others would, until it ends. */
  #letGoAtOnce(): void {
    this.isMine = true;
    void this.letGo();
  }

  /**
   * Takes over what the store has of the lease where that is this container's: of a load that nobody may join
   * any more, of a set, or what it could not let go. False where it is not.
   */
  takesOver(seen: StoredBytes | undefined): boolean {
    const former = this.hub.leases.of(this.key);
    if (former?.token === undefined || former.hasEnded || seen === undefined) return false;
    if (Buffer.compare(former.token, seen.value) !== 0) return false;
    former.isMine = false;
    this.isMine = true;
    this.takenAt = former.takenAt;
    this.token = former.token;
    this.hub.leases.add(this.key, this);
    return true;
  }

  /** True where the lease may have ended, perhaps during a freeze: it may be another's. */
  get hasEnded(): boolean {
    const from = this.isMine ? this.takenAt : undefined;
    return from === undefined || passed(from, momentOf(this.hub.container.clock)) >= this.milliseconds;
  }

  /** The changes that give the lease up; none where it may have ended. */
  get release(): readonly SharedChange[] {
    return this.hasEnded ? [] : [{ delete: this.key }];
  }

  /** Gives the lease up; where the store is known not to have that, the container's next load inherits it. */
  async letGo(): Promise<void> {
    const { release, hub, view } = this;
    this.end();
    if (release.length === 0) return;
    const isTold = await hub.line.tell(
      (store) => store.apply(release),
      view.patience,
      () => undefined,
    );
    if (isTold || hub.leases.of(this.key) !== undefined) return;
    this.isMine = true;
    hub.leases.add(this.key, this);
  }

  /** Notes that the lease was given up. */
  end(): void {
    if (!this.isMine) return;
    this.isMine = false;
    this.hub.leases.delete(this.key, this);
  }

  /** Begins to wait for another container's load, for so many milliseconds; by default for two leases. */
  wait(limit = 2 * this.milliseconds): Waiting {
    return new Waiting(this.hub, limit);
  }
}

/** What a waiter does next: look again, try to take the lease over, or load for itself. */
type Next = 'wait' | 'take' | 'load';

/** One wait for another container's load. */
export class Waiting {
  readonly #until: number;
  #pause = FIRST_PAUSE_MS;
  /** When the lease ends that was seen last, by the stopwatch. */
  #endsAt: number | undefined;
  #timesGone = 0;

  constructor(
    private readonly hub: Hub,
    limit: number,
  ) {
    this.#until = hub.container.clock.lap() + limit;
  }

  /**
   * What to do, as there is no value, and the lease is this. One that is gone before its end was let go, of
   * which a second look makes sure: the value may have been written just then. One that ran out had a leader
   * that died.
   */
  judge(lease: StoredBytes | undefined, sentAtLap: number, sentAt: number): Next {
    const now = this.hub.container.clock.lap();
    if (lease !== undefined) {
      this.#endsAt = sentAtLap + (lease.leftMs ?? endOf(lease.value) - sentAt);
      this.#timesGone = 0;
    } else if (this.#endsAt !== undefined && now >= this.#endsAt) {
      this.#endsAt = undefined;
      return 'take';
    } else if (++this.#timesGone > 1) return 'load';
    return now < this.#until ? 'wait' : 'load';
  }

  /** Waits before the next look, so that waiters do not look all at once. */
  pause(): Promise<void> {
    const { clock } = this.hub.container;
    const pause = Math.min(this.#pause * (0.5 + Math.random()), Math.max(1, this.#until - clock.lap()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    return new Promise((resolve) => void clock.after(pause, resolve));
  }
}

/** When a lease ends, by its owner's wall clock. */
function endOf(value: Uint8Array): number {
  if (value.byteLength !== TOKEN_BYTES + TIME_BYTES) return 0;
  return bufferOf(value).readDoubleLE(TOKEN_BYTES);
}
