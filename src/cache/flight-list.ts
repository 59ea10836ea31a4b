import { BackgroundWarning } from '../errors.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { requireStack } from '../util/stack.js';
import { countTrial, type Flight } from './flight.js';
import type { FlightsHost } from './flights-host.js';

/**
 * The loads of one method in flight: each is in a linked list until it has been dealt with, and the newest of
 * an entry is the entry's `load` until an invalidation takes it away. (A Map costs a fifth of a short load.)
 */
export class FlightList {
  #first: Flight | undefined;
  /** The innermost of the flights whose loaders are on the stack, or are to be run next. */
  innermost: Flight | undefined;

  constructor(readonly cache: FlightsHost) {}

  /**
   * Loads in flight, fenced ones included; the oldest comes first, as in this order their followers are sent
   * away, and load again.
   */
  get all(): Flight[] {
    const all: Flight[] = [];
    for (let flight = this.#first; flight !== undefined; flight = flight.next) all.push(flight);
    return all.reverse();
  }

  /** The newest flight of an entry, which a call may not be allowed to join. */
  newest(entry: Entry): Flight | undefined {
    return entry.load as Flight | undefined;
  }

  /**
   * Takes the place of a flight that nobody may join; of several only the newest may still store something.
   */
  protected attach(flight: Flight): void {
    const { entry, member } = flight;
    const former = this.newest(entry);
    if (former !== undefined) this.outrun(former);
    // Nothing is called from here on.
    if (member.plan.tags !== undefined) {
      const { tags } = this.cache;
      flight.taggedSince = tags.now;
      tags.inFlight++;
    }
    flight.former = former;
    flight.next = this.#first;
    if (flight.next !== undefined) flight.next.previous = flight;
    this.#first = flight;
    entry.load = flight;
  }

  /**
   * Keeps later calls from joining a flight; one whose place it took comes back, else an entry that has
   * nothing else goes.
   */
  #detach(flight: Flight): void {
    const { entries } = this.cache;
    entries.changes++;
    if (this.#remove(flight)) entries.release(flight.partition, flight.entry);
    entries.changes--;
  }

  /** Takes a flight away from its entry; true where that has no other. */
  #remove(flight: Flight): boolean {
    const { entry, former } = flight;
    const newest = this.newest(entry);
    flight.former = undefined;
    if (newest !== flight) {
      if (newest?.former === flight) newest.former = undefined;
      return false;
    }
    entry.load = former?.state === 'running' ? former : undefined;
    return entry.load === undefined;
  }

  /** Takes a flight off the list. */
  #unlink(flight: Flight): void {
    const { previous, next } = flight;
    if (previous !== undefined) previous.next = next;
    else if (this.#first === flight) this.#first = next;
    if (next !== undefined) next.previous = previous;
    flight.previous = undefined;
    flight.next = undefined;
    if (flight.taggedSince < 0) return;
    flight.taggedSince = -1;
    this.cache.tags.landed();
  }

  /** Keeps a flight from storing, and later calls from joining it. */
  fence(flight: Flight): void {
    if (flight.state === 'settled') return;
    flight.state = 'fenced';
    this.outrun(flight);
    this.#detach(flight);
  }

  /** Keeps an older flight of the same key from storing. */
  outrun(flight: Flight): void {
    const { former } = flight;
    if (former === undefined) return;
    flight.former = undefined;
    if (former.state !== 'settled') former.state = 'fenced';
  }

  /** Keeps all flights of a partition from storing. */
  fenceAll(partition: Partition): void {
    for (const flight of this.all) if (flight.partition === partition) this.fence(flight);
  }

  /** Gives a flight up after so many milliseconds at the latest. */
  limit(flight: Flight, milliseconds: number): void {
    const { clock } = this.cache.host;
    const endsAt = clock.now() + milliseconds;
    if (!(endsAt < flight.endsAt)) return;
    flight.endsAt = endsAt;
    flight.cancelEnd?.();
    flight.cancelEnd = clock.after(milliseconds, () => this.giveUp(flight), false);
  }

  /** Gives a flight up that has taken too long. */
  giveUp(flight: Flight): void {
    if (flight.role === 'background' && flight.state === 'running')
      this.cache.warn(
        new BackgroundWarning(
          `A background refresh of ${flight.member.label} was given up, as it took too long.`,
        ),
      );
    this.abandon(flight);
  }

  /** Gives a flight up: nothing of it is stored, and its followers load for themselves. */
  abandon(flight: Flight): void {
    this.fence(flight);
    // It may never settle, and gives no stale value when it does.
    countTrial(this.cache, flight, false);
    this.#unlink(flight);
    flight.release();
    flight.sendAway();
    // Who began it has ended, so nobody is told that its time is over.
    if (flight.invocation?.isOver === true) for (const cancel of flight.cancels ?? []) cancel();
  }

  /** Gives up all that goes on: the container was frozen since it began. */
  abandonAll(): void {
    for (const flight of this.all) if (flight.promise !== undefined) this.abandon(flight);
  }

  /** Ends a flight's wait. */
  finish(flight: Flight): void {
    flight.release();
    this.cache.host.waits.settle(flight.wait);
  }

  /** Notes that a flight has been dealt with, and whether its outcome is kept. */
  close(flight: Flight, isKept: boolean): void {
    this.#detach(flight);
    this.#unlink(flight);
    flight.state = 'settled';
    flight.ticket?.close(isKept);
  }

  /** Forgets the loads that the end of the stack has cut short, where it has, and puts the entries right. */
  mend(): void {
    const { entries } = this.cache;
    if (entries.changes === 0 && this.innermost?.isAloft !== false) return;
    entries.changes++;
    // Half of what follows could not be done again.
    requireStack();
    while (this.innermost?.isAloft === false) this.innermost = this.innermost.outer;
    for (const flight of this.all) {
      if (flight.isAloft) continue;
      this.#remove(flight);
      this.#unlink(flight);
      this.finish(flight);
      flight.state = 'settled';
    }
    entries.rebuild();
  }
}
