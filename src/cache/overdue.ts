import { BackgroundWarning } from '../errors.js';
import type { CacheCounters } from './counters.js';
import type { Entries } from './entries.js';
import type { Flight } from './flight.js';
import type { Follower } from './followers.js';
import type { CacheHost } from './host.js';
import { keyOf } from './key-rest.js';
import type { Landing } from './landing.js';
import type { Loads } from './loads.js';
import type { MemberPlan } from './member-plan.js';
import { tooLong, within } from './time-limit.js';

/** Milliseconds past its `timeout` at which a load is given up; also what background work outside of any invocation may take. */
export const PATIENCE_MS = 30_000;

/** Loads that take longer than anybody waits for them: what their callers get instead, and when they are given up. */
export class Overdue {
  constructor(
    private readonly counters: CacheCounters,
    private readonly host: CacheHost,
    private readonly entries: Entries,
    private readonly landing: Landing,
    private readonly loads: Pick<Loads, 'abandon' | 'mend'>,
  ) {}

  /** What the leader of a flight gets: its outcome, if that comes in time. The load goes on in any case. */
  lead(flight: Flight, outcome: Promise<unknown>): Promise<unknown> {
    return within(flight.member.timeout, outcome, this.host.clock, () => this.#leave(flight));
  }

  /** What a follower of a flight gets: its outcome, if that comes in time. Its time begins when it joins. */
  follow(flight: Flight, follower: Follower, outcome: Promise<unknown>): Promise<unknown> {
    const { member } = follower.call;
    const { isLate } = flight;
    return within(member.timeout, outcome, this.host.clock, () => {
      follower.hasLeft = true;
      const present = follower.isRefresh ? undefined : this.#present(flight, member);
      // It waited in vain although somebody had before: as long as there is a value to serve, nobody else need do so for a while.
      if (isLate && present !== undefined) this.landing.pause(flight);
      if (present === undefined) throw tooLong(member, flight.isFenced || !flight.isShareable);
      return present[0];
    });
  }

  /** Gives a flight up after so many milliseconds at the latest. */
  limit(flight: Flight, milliseconds: number): void {
    const { clock } = this.host;
    const endsAt = clock.now() + milliseconds;
    if (!(endsAt < flight.endsAt)) return;
    flight.endsAt = endsAt;
    flight.cancelEnd?.();
    flight.cancelEnd = clock.after(milliseconds, () => this.giveUp(flight), false);
  }

  /** Gives a flight up that has taken too long. */
  giveUp(flight: Flight): void {
    if (flight.role === 'background' && !flight.isFenced) {
      this.landing.warn(new BackgroundWarning(`A background refresh of ${flight.member.label} was given up, as it took too long.`));
    }
    this.loads.abandon(flight);
  }

  /** What the leader gets when its time is over. */
  #leave(flight: Flight): unknown {
    const { member, role } = flight;
    flight.isLate = true;
    this.limit(flight, PATIENCE_MS);
    if (role === 'background') this.landing.pause(flight);
    else this.counters.loadErrors++;
    const present = role === 'refresh' || role === 'background' ? undefined : this.#present(flight, member);
    if (role === 'trial') {
      this.counters[present === undefined ? 'misses' : 'staleHits']++;
      flight.role = 'again';
    }
    if (present === undefined) throw tooLong(member, flight.isFenced);
    return present[0];
  }

  /** What a caller may be served meanwhile, as `[value]`. */
  #present({ partition, entry: boarded }: Flight, { staleIfError }: MemberPlan): [value: unknown] | undefined {
    if (!this.entries.isWhole) this.loads.mend();
    if (!partition.isOwned) return undefined;
    const entry = partition.find(keyOf(boarded));
    if (entry === undefined || !entry.hasValue || !(this.entries.staleMs(entry) < staleIfError)) return undefined;
    return [this.entries.handOut(partition, entry)];
  }
}
