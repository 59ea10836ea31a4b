import type { Flight } from '../cache/flight.js';
import type { Call, Load, Slot } from '../cache/plan.js';
import type { Ticket } from '../cache/ticket.js';
import type { SharedTierStats, Tier, TieredCache } from '../cache/tier.js';
import { InvalidTargetError } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import { keyOf } from '../keys/key-parts.js';
import type { Container, StartHook } from '../registry/container.js';
import { NOT_SERVED } from '../store/entries.js';
import { disown, isThenable } from '../util/untrusted.js';
import { Hub } from './hub.js';
import { doubtOf, joined } from './joining.js';
import { Loading } from './loading.js';
import type { Name } from './names.js';
import type { TierTerms } from './options.js';
import { Setting } from './setting.js';
import type { SharedStore } from './store.js';
import { factsFor, type Joining, type Subject, subjectOf } from './subjects.js';
import { Asker } from './verification.js';
import { View } from './view.js';

/** The store behind the caches of one container. */
export class ContainerTier implements Tier {
  readonly #hub: Hub;
  readonly #onStart: StartHook = ({ thawed }, invocation) => this.#begin(invocation, thawed);

  constructor(
    private readonly container: Container,
    store: SharedStore,
    terms: TierTerms,
  ) {
    this.#hub = new Hub(container, store, terms);
    container.startHooks.add(this.#onStart);
  }

  call(cache: TieredCache, slot: Slot, call: Call): unknown {
    const facts = factsFor(this.#hub, cache, call.member, slot.owner);
    return this.#answer(cache, slot, call, facts && new Asker(this.#hub, cache, facts));
  }

  #answer(cache: TieredCache, slot: Slot, call: Call, asker: Asker | undefined): unknown {
    const { owner, key } = slot;
    const partition = cache.entries.owners.reach(owner);
    const doubt = asker && doubtOf(cache, asker, partition, partition.find(key));
    if (doubt !== undefined) return doubt.then(() => this.#answer(cache, slot, call, asker));
    cache.mend();
    const answer = cache.look(owner, key, call);
    if (answer !== NOT_SERVED) return answer;
    const flight = cache.flights.innermost as Flight;
    flight.isAloft = false;
    return cache.flights.run(flight);
  }

  load(cache: TieredCache, flight: Flight): unknown {
    const { member, self, args, partition, entry } = flight;
    const call = { member, self, args: args as unknown[] };
    // A load is counted when its loader runs.
    cache.counters.loads--;
    const load = (): PromiseLike<unknown> => {
      cache.counters.loads++;
      const result = member.loader.apply(self, call.args);
      if (isThenable(result)) return result;
      throw new InvalidTargetError(
        `${member.label} has the option "shared" and gave a plain value; valid is a method that gives ` +
          'promises.',
      );
    };
    const terms = this.#termsOf(cache, flight, call);
    if (terms === undefined) return load();
    const renew = (): void => {
      if (cache.flights.openFor(entry) === undefined) cache.renewal.begin(partition, entry, call);
    };
    const ticket = new Loading({ ...terms, flight, load, renew });
    flight.ticket = ticket;
    return ticket.run();
  }

  hold(cache: TieredCache, flight: Flight): Ticket | undefined {
    const { member, self, args } = flight;
    const terms = this.#termsOf(cache, flight, { member, self, args: args as unknown[] });
    return terms && new Setting(terms, flight);
  }

  set(cache: TieredCache, { owner, key }: Slot, load: Load, ttl: number): void {
    const { member, args } = load;
    const facts = factsFor(this.#hub, cache, member, owner);
    if (facts === undefined) return;
    // What a method has done may be older than the first look at the store: then nothing is written.
    const mayWrite = load.isAsked === true || this.#view !== undefined;
    const terms = subjectOf(this.#hub, cache, facts, key, { member, self: owner, args: [...args] });
    const setting = new Setting({ ...terms, mayWrite }, load);
    setting.judge(load, ttl);
    setting.close(ttl > 0);
  }

  drop(cache: TieredCache, key?: [key: ResolvedKey]): void {
    const { shared, hashesKeys } = cache.plan;
    if (shared === undefined || hashesKeys) return;
    const { names } = this.#hub;
    const facts = this.#hub.factsOf(cache, shared);
    const member = names.ofMember(facts);
    if (key === undefined) this.#invalidate([member]);
    else this.#invalidate([names.namesOf(facts, key[0])[1]], member);
  }

  dropTags(tags: readonly string[]): void {
    const { names } = this.#hub;
    this.#invalidate(
      tags.map((tag) => names.ofTag(tag)),
      names.allTags,
    );
  }

  acknowledged(): Promise<void> | undefined {
    const { invalidations } = this.#hub;
    if (invalidations.size === 0) return undefined;
    return this.#hub.flush(this.#view).then(() => undefined);
  }

  stats(): SharedTierStats {
    const { line, invalidations } = this.#hub;
    return { state: line.isDown ? 'down' : 'up', ...line.counters, pendingInvalidations: invalidations.size };
  }

  detach(): void {
    this.container.startHooks.delete(this.#onStart);
  }

  /** An invocation begins: `G` is asked for beside its handler, unless its calls will go past the caches. */
  #begin(invocation: object, isThawed: boolean): void {
    const hub = this.#hub;
    if (isThawed) hub.line.reset();
    if (!hub.isUsed || this.container.caches.isBypassed) return;
    const view = new View(hub, invocation);
    hub.views.set(invocation, view);
    void view.ready();
  }

  #invalidate(names: readonly Name[], whole?: Name): void {
    const hub = this.#hub;
    hub.invalidations.note(names, whole);
    const view = this.#view;
    hub.behind(() => hub.flush(view));
  }

  /** What the present invocation knows of the store, where it has asked. */
  get #view(): View | undefined {
    const { active } = this.container.invocations;
    return active && this.#hub.views.get(active);
  }

  async #joined(cache: TieredCache, flight: Flight, call: Call, outcome: unknown): Promise<unknown> {
    // Whatever goes wrong before it is waited for.
    disown(outcome);
    const facts = factsFor(this.#hub, cache, call.member, flight.partition.place.owner);
    if (facts === undefined) return outcome;
    return joined(new Asker(this.#hub, cache, facts), cache, flight, call, outcome);
  }

  #termsOf(cache: TieredCache, flight: Flight, call: Call): (Subject & Joining) | undefined {
    const { entry, partition } = flight;
    const facts = factsFor(this.#hub, cache, call.member, partition.place.owner);
    if (facts === undefined) return undefined;
    const terms = subjectOf(this.#hub, cache, facts, keyOf(entry), call, entry.details?.tags);
    return { ...terms, joined: (other, outcome) => this.#joined(cache, flight, other, outcome) };
  }
}
