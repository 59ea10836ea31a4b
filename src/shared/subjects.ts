import type { Flight } from '../cache/flight.js';
import type { FlightsHost } from '../cache/flights-host.js';
import type { Call, Member } from '../cache/plan.js';
import { baseOf } from '../cache/scopes.js';
import { OptionWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import type { CachedMember } from '../registry/cached-member.js';
import type { SharedFacts } from './facts.js';
import type { Hub } from './hub.js';
import type { SharedKey } from './names.js';
import type { View } from './view.js';

/** One key of a shared member: what the store is asked about it, and what is written to it. */
export interface Subject {
  readonly hub: Hub;
  readonly cache: FlightsHost;
  readonly facts: SharedFacts;
  readonly key: SharedKey;
  readonly view: View;
  readonly call: Call;
  /** Tags that its entry may have. */
  readonly tags: readonly string[];
}

/** What becomes of those who join a load. */
export interface Joining {
  readonly joined: (call: Call, outcome: unknown) => unknown;
}

/** What one load of a key needs to know. */
export interface LoadTerms extends Subject, Joining {
  readonly flight: Flight;
  /** Runs the loader. */
  readonly load: () => PromiseLike<unknown>;
  /** Has the entry loaded anew behind the callers' backs. */
  readonly renew: () => void;
}

/** The key of a call; `guess` are the tags that its entry had last. */
export function subjectOf(
  hub: Hub,
  cache: FlightsHost,
  facts: SharedFacts,
  key: ResolvedKey,
  call: Call,
  guess: readonly string[] = [],
): Subject {
  const { plan } = call.member;
  return {
    hub,
    cache,
    facts,
    call,
    key: hub.names.ofKey(facts, key, plan.scope === 'tenant'),
    view: hub.viewOf(cache, facts),
    tags: typeof plan.tags === 'object' ? plan.tags : guess,
  };
}

/** How entries of an owner are shared; undefined, with a warning, where they are not. */
export function factsFor(
  hub: Hub,
  cache: FlightsHost,
  member: Member,
  owner: object | undefined,
): SharedFacts | undefined {
  const { plan, label } = member;
  const { shared, hashesKeys, scope } = plan;
  const { form, nobody } = member as Partial<CachedMember>;
  const home = form === 'function' ? nobody : member.owner;
  if (shared === undefined || owner === undefined) return undefined;
  const isRefused = hashesKeys || scope === 'invocation';
  if (!isRefused && baseOf(owner) === home) return hub.factsOf(cache, shared);
  const problem = isRefused
    ? 'a default gives it hashed keys or the scope of an invocation'
    : 'a class that is derived from its own shares nothing';
  cache.warn(new OptionWarning(`Values of ${label} stay in the container: ${problem}.`));
  return undefined;
}
