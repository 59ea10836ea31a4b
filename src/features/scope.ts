import type { InvocationContext } from '../cache/host.js';
import type { Load, PlacingCache, Scope, Slot, Warn } from '../cache/plan.js';
import { InvocationOwner, tenantKey } from '../cache/scopes.js';
import { READS, type Reads } from '../context/wait.js';
import { ScopeLeakWarning, ScopeWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import { type Feature, oneOf } from './feature.js';

/** The option that says how far values travel. */
export interface ScopeOptions {
  /**
   * How far a value may travel: to every invocation, within one tenant, within one invocation. Default:
   * `'container'`.
   */
  readonly scope?: Scope | undefined;
}

export const scope: Feature<ScopeOptions> = {
  options: { scope: oneOf('container', 'tenant', 'invocation') },
  plan: ({ scope: reach = 'container' }) => ({
    scope: reach,
    place: placing(reach),
    shares: (load, warn) => isShared(load, reach, warn),
  }),
};

/** What a loader may read of the invocation, by how far its values travel. */
const MAY_READ: Readonly<Record<Scope, Reads>> = {
  container: READS.nothing,
  tenant: READS.tenant,
  invocation: READS.anything,
};

/**
 * False for a result that may be for the wrong caller: with a warning where it depends on one invocation more
 * than its scope allows.
 */
function isShared({ member, reads, isInInvocation }: Load, reach: Scope, warn: Warn): boolean {
  // Past the end of its invocation a loader is not told any longer whom it works for.
  if (reach !== 'container' && !isInInvocation) return false;
  if (reads <= MAY_READ[reach]) return true;
  const read = reach === 'tenant' ? 'more of the invocation than its tenant' : 'the running invocation';
  const remedy =
    reach === 'container'
      ? "Give it the scope 'tenant' or 'invocation', or"
      : "Give it the scope 'invocation', or";
  warn(
    new ScopeLeakWarning(
      `The loader of ${member.label} read ${read}, but its values travel to other callers (scope ` +
        `'${reach}'), so the result was not stored. ` +
        `${remedy} pass what it needs as an argument; for logs there is invocationForLogs().`,
    ),
  );
  return false;
}

/** The owners of entries that live as long as one invocation. */
class InvocationOwners {
  readonly #byInvocation = new WeakMap<InvocationContext, Map<object, InvocationOwner>>();

  ownerFor(owner: object, invocation: InvocationContext, cache: PlacingCache): InvocationOwner {
    let owners = this.#byInvocation.get(invocation);
    if (owners === undefined) {
      owners = new Map();
      const mine = owners;
      invocation.onEnd(() => {
        this.#byInvocation.delete(invocation);
        for (const each of mine.values()) cache.end(each);
      });
      this.#byInvocation.set(invocation, mine);
    }
    let found = owners.get(owner);
    if (found === undefined) {
      found = new InvocationOwner(owner);
      owners.set(owner, found);
    }
    return found;
  }
}

/** The owners of each cache, which outlive a change of its options. */
const ownersByCache = new WeakMap<PlacingCache, InvocationOwners>();

function ownersOf(cache: PlacingCache): InvocationOwners {
  const owners = ownersByCache.get(cache) ?? new InvocationOwners();
  ownersByCache.set(cache, owners);
  return owners;
}

/**
 * Where a call reads, as far as its scope goes; a key is not asked for where that is not known, as a key
 * builder may count on an invocation.
 */
function placing(
  reach: Scope,
):
  | ((owner: object, keyOf: () => ResolvedKey, cache: PlacingCache, isQuiet: boolean) => Slot | undefined)
  | undefined {
  if (reach === 'container') return undefined;
  const isTenant = reach === 'tenant';
  return (owner, keyOf, cache, isQuiet) => {
    const { active } = cache.host.invocations;
    // Whatever is loading around this call depends on whom it is for, even where nobody knows.
    cache.host.waits.noteReads(isTenant ? READS.tenant : READS.anything, active);
    if (active === undefined || (isTenant && active.tenantId === undefined)) {
      if (!isQuiet) warnOfNoScope(cache, reach);
      return undefined;
    }
    if (isTenant && active.tenantId !== undefined) return { owner, key: tenantKey(active.tenantId, keyOf()) };
    // Past its deadline an invocation keeps nothing any more: its end may never come.
    return active.isOver
      ? undefined
      : { owner: ownersOf(cache).ownerFor(owner, active, cache), key: keyOf() };
  };
}

/** Says that a scoped method was called where its scope is not known. */
function warnOfNoScope({ warn, label }: PlacingCache, reach: Scope): void {
  const reason =
    reach === 'tenant'
      ? "outside of an invocation with a tenant: let context.tenantId, createHandler's option tenant or " +
        "runInvocation's tenantId say whom it works for"
      : 'outside of an invocation: use createHandler or runInvocation';
  warn(
    new ScopeWarning(
      `${label} has the scope '${reach}' and was called ${reason}. The call went past the cache.`,
    ),
  );
}
