import { OptionWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { SOON } from '../util/untrusted.js';
import { CacheParts } from './cache-parts.js';
import { countCall } from './counters.js';
import type { Flight } from './flight.js';
import { Follower } from './followers.js';
import { longestWindow, staleDecision, windowsOf } from './freshness.js';
import { MissWatch } from './miss-watch.js';
import type { Call, Member } from './plan.js';
import type { Tier, TieredCache } from './tier.js';
import { loadWithin } from './time-limit.js';

/** The cache of one decorated method: key -> look-up -> join or load -> store. */
export class Cache extends CacheParts implements TieredCache {
  readonly #watch = new MissWatch(this);

  /**
   * What a call gets that is no plain hit. It is NOT_SERVED where it has begun a load, `flights.innermost`:
   * its caller is to run that, as few frames as possible around it. An async method never throws: what goes
   * wrong before its loader is a rejection, too. It rejects a step later, when its caller has handled it: at
   * the end of the stack Node might fail to note that. `key` is what the key builder has given, where it has
   * been asked.
   */
  begin(member: Member, self: unknown, args: unknown[], key?: [key: unknown]): unknown {
    try {
      return this.#traced(this.#begin({ member, self, args }, key));
    } catch (error) {
      if (!member.isAsync) throw error;
      return SOON.then(() => {
        throw error;
      });
    }
  }

  /** Runs the load that a call has begun, where it is traced. */
  #traced(answer: unknown): unknown {
    if (answer !== NOT_SERVED || !this.host.observer?.tracesLoads) return answer;
    const flight = this.flights.innermost as Flight;
    flight.isAloft = false;
    return this.flights.run(flight);
  }

  #begin(call: Call, given: [key: unknown] | undefined): unknown {
    const { member, self } = call;
    const { place } = member.plan;
    let owner = member.ownerOf(self);
    if (owner === undefined || !this.#isAdmitted(call)) return this.#bypass(call);
    let key: ResolvedKey;
    if (place === undefined) key = keyOfCall(call, given);
    else {
      const slot = place(owner, () => keyOfCall(call, given), this, false);
      if (slot === undefined) return this.#bypass(call);
      ({ owner, key } = slot);
    }
    this.mend();
    const tier = member.plan.shared && (this.host.tier as Tier | undefined);
    if (!tier) return this.look(owner, key, call);
    return tier.call(this, { owner, key }, call);
  }

  /** Looks a key up, for a call that may get what it finds; NOT_SERVED where that has begun a load. */
  look(owner: object, key: ResolvedKey, call: Call): unknown {
    const { entries, flights } = this;
    const partition = entries.owners.reach(owner);
    const entry = partition.find(key);
    if (entry === undefined) return this.#miss(partition, undefined, key, call);
    const served = this.server.serve(partition, entry, true);
    if (served !== NOT_SERVED) return served;
    if (entry.hasValue) return this.#stale(partition, entry, key, call);
    const flight = flights.joinableFor(entry);
    if (flight === undefined) return this.#miss(partition, partition.find(key), key, call);
    return this.join(flight, call);
  }

  /** False for a call that goes past the cache, as one does that ends where an option is asked. */
  #isAdmitted(call: Call): boolean {
    try {
      return call.member.plan.admits?.(call, this.warn) ?? true;
    } catch (error) {
      countCall(this, 'bypasses');
      throw error;
    }
  }

  /** A call that found an entry that is not fresh. */
  #stale(partition: Partition, entry: Entry, key: ResolvedKey, call: Call): unknown {
    const { entries, flights, backoff, host } = this;
    const { plan } = call.member;
    const isPaused = longestWindow(entry, plan) > 0 && backoff.isPaused(entry, host.clock.now());
    const decision = staleDecision(windowsOf(entry, plan), entries.staleMs(entry), isPaused);
    if (decision === 'serve' || decision === 'revalidate') {
      countCall(this, 'staleHits');
      const served = entries.handOut(partition, entry);
      if (decision === 'revalidate' && flights.openFor(entry) === undefined)
        this.renewal.begin(partition, entry, call);
      return served;
    }
    const flight = flights.joinableFor(entry);
    if (decision === 'expire') entries.drop(partition, entry, 'expired');
    if (flight !== undefined) return this.join(flight, call);
    if (decision !== 'try') return this.#miss(partition, partition.find(key), key, call);
    flights.start(partition, entry, key, call, 'trial');
    return NOT_SERVED;
  }

  /** A call that found nothing under its key, but perhaps the entry of a load that it must not join. */
  #miss(partition: Partition, entry: Entry | undefined, key: ResolvedKey, call: Call): unknown {
    const { plan } = call.member;
    this.#watch.note(partition, call);
    if (plan.shared !== undefined && this.host.tier === undefined)
      this.warn(new OptionWarning(`${this.label} shares nothing: no tier is configured.`));
    if (plan.isPerClass) partition.noteCaller(call.self, this.tenantId);
    this.flights.start(partition, entry, key, call);
    return NOT_SERVED;
  }

  /** Has a call wait for a load that another one leads. */
  join(flight: Flight, call: Call, isRefresh = false): unknown {
    const outcome = new Follower(this.flights, call, isRefresh).join(flight);
    return flight.ticket?.joined(call, outcome) ?? outcome;
  }

  /** Sends a call past the cache. */
  #bypass(call: Call): unknown {
    countCall(this, 'bypasses');
    return loadWithin(call, this.host.clock);
  }
}

function keyOfCall({ member, self, args }: Call, given: [key: unknown] | undefined): ResolvedKey {
  return given === undefined ? member.keys.resolve(self, args) : member.keys.ofKey(given[0]);
}
