import type { FlightsHost } from '../cache/flights-host.js';
import type { Call, Member } from '../cache/plan.js';
import { baseOf } from '../cache/scopes.js';
import { OptionWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import type { CachedMember } from '../registry/cached-member.js';
import type { SharedFacts } from './facts.js';
import type { Hub } from './hub.js';
import type { Addressee } from './parcel.js';
import type { Subject } from './reader.js';

/** What the store is asked about a key, and where a value of it goes. */
export type Addressed = Subject & Addressee;

/** What the store is asked about the key of a call; `guess` are the tags that its entry had last. */
export function subjectOf(
  hub: Hub,
  cache: FlightsHost,
  facts: SharedFacts,
  key: ResolvedKey,
  call: Call,
  guess: readonly string[] = [],
): Addressed {
  const { plan, label } = call.member;
  return {
    hub,
    cache,
    facts,
    call,
    label,
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
