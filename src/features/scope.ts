import type { Scope } from '../cache/facts.js';
import type { InvocationContext } from '../cache/host.js';
import type { Load, PlacingCache, Slot, Warn } from '../cache/plan.js';
import { InvocationOwner, tenantKey } from '../cache/scopes.js';
import * as READS from '../context/reads.js';
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
    place: reach === 'container' ? undefined : (...call) => placed(reach === 'tenant', ...call),
    shares: (load, warn) => isShared(load, reach, warn),
  }),
};

/** What a loader may read of the invocation, by how far its values travel. */
const MAY_READ: Readonly<Record<Scope, READS.Reads>> = {
  container: READS.nothing,
  tenant: READS.tenant,
  invocation: READS.anything,
};

/**
 * False for a result that may be for the wrong caller: with a warning where it depends on one invocation more
 * than its scope allows.
 */
function isShared({ member, reads, isInInvocation }: Load, reach: Scope, warn: Warn): boolean {
  // After the end of its invocation a loader can no longer tell whom it works for.
  if (reach !== 'container' && !isInInvocation) return false;
  if (reads <= MAY_READ[reach]) return true;
  const [read, wider] =
    reach === 'tenant'
      ? ['more of the invocation than its tenant', '']
      : ['the running invocation', "'tenant' or "];
  warn(
    new ScopeLeakWarning(
      `The loader of ${member.label} read ${read}, but its values travel to other callers (scope ` +
        `'${reach}'), so the result was not stored. Give it the scope ${wider}'invocation', or pass what ` +
        'it needs as an argument; for logs there is invocationForLogs().',
    ),
  );
  return false;
}

/**
 * Where a call reads; a key is not asked for where the tenant or invocation is not known, as a key builder
 * may count on one.
 */
function placed(
  isTenant: boolean,
  owner: object,
  keyOf: () => ResolvedKey,
  cache: PlacingCache,
  isQuiet: boolean,
): Slot | undefined {
  const { active } = cache.host.invocations;
  // A load around this call depends on the tenant or invocation, also where there is none.
  cache.host.waits.noteReads(isTenant ? READS.tenant : READS.anything, active);
  if (isTenant && active?.tenantId !== undefined) return { owner, key: tenantKey(active.tenantId, keyOf()) };
  if (isTenant || active === undefined) {
    if (!isQuiet) warnOfNoScope(cache, isTenant);
    return undefined;
  }
  // Past its deadline an invocation keeps nothing more: its end may never come.
  return active.isOver ? undefined : { owner: ownerIn(active, cache, owner), key: keyOf() };
}

/** Says that a scoped method was called where its scope is not known. */
function warnOfNoScope({ warn, label }: PlacingCache, isTenant: boolean): void {
  const [scope, missing, remedy] = isTenant
    ? ['tenant', ' with a tenant', ', with its option tenant or tenantId']
    : ['invocation', '', ''];
  warn(
    new ScopeWarning(
      `${label} has the scope '${scope}' and was called outside of an invocation${missing}, so the call ` +
        `went past the cache: use createHandler, runInvocation or your framework's scope${remedy}.`,
    ),
  );
}

/** The owners of entries that live as long as one invocation: they outlive a change of a cache's options. */
const ownersIn = /* @__PURE__ */ new WeakMap<
  InvocationContext,
  Map<PlacingCache, Map<object, InvocationOwner>>
>();

function ownerIn(invocation: InvocationContext, cache: PlacingCache, owner: object): InvocationOwner {
  const byCache = ownersIn.get(invocation) ?? new Map<PlacingCache, Map<object, InvocationOwner>>();
  const owners = byCache.get(cache) ?? new Map<object, InvocationOwner>();
  if (!byCache.has(cache)) {
    invocation.onEnd(() => {
      byCache.delete(cache);
      for (const each of owners.values()) cache.end(each);
    });
    byCache.set(cache, owners);
    ownersIn.set(invocation, byCache);
  }
  const found = owners.get(owner) ?? new InvocationOwner(owner);
  owners.set(owner, found);
  return found;
}
