import { ScopeWarning } from '../errors.js';
import type { CacheHost, InvocationContext } from './host.js';
import { isList, type KeyPart, MARKS, type ResolvedKey } from './key.js';
import type { Scope } from './member-plan.js';
import { READS } from './wait.js';

/** Whose entries a scoped call reads, and under which key. */
export interface Place {
  readonly owner: object;
  readonly key: ResolvedKey;
}

/** Tells the owners of one invocation's entries, also those that another copy of the package has made. */
const BASE = Symbol.for('warmscope.invocation-owner.v1');

/** Owns what one owner's entries are for the length of one invocation. */
export class InvocationOwner {
  readonly [BASE]: object;

  constructor(of: object) {
    this[BASE] = of;
  }
}

/** The instance, class or stand-in that an owner of entries stands for. */
export function baseOf(owner: object): object {
  return Object.hasOwn(owner, BASE) ? (owner as InvocationOwner)[BASE] : owner;
}

/** The key of an entry within one tenant: no key of another tenant, nor of none, can equal it. */
export function tenantKey(tenantId: string, key: ResolvedKey): readonly KeyPart[] {
  if (typeof key !== 'object' || key === null) return [tenantId, MARKS.alone, key];
  return isList(key) ? [tenantId, MARKS.list, ...key] : [tenantId, MARKS.text, key.text];
}

/** The owners of entries that live as long as one invocation. */
class InvocationOwners {
  readonly #byInvocation = new WeakMap<InvocationContext, Map<object, InvocationOwner>>();

  /** `onEnd` is told each owner whose invocation has ended. */
  constructor(private readonly onEnd: (owner: InvocationOwner) => void) {}

  ownerFor(owner: object, invocation: InvocationContext): InvocationOwner {
    let owners = this.#byInvocation.get(invocation);
    if (owners === undefined) {
      owners = new Map();
      const mine = owners;
      invocation.onEnd(() => {
        this.#byInvocation.delete(invocation);
        for (const each of mine.values()) this.onEnd(each);
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

/** Finds the places of one cache's calls. */
export class Places {
  readonly #owners: InvocationOwners;

  /** `onEnd` is told each owner whose invocation has ended. */
  constructor(
    private readonly cache: { readonly label: string },
    private readonly host: CacheHost,
    onEnd: (owner: InvocationOwner) => void,
  ) {
    this.#owners = new InvocationOwners(onEnd);
  }

  /**
   * Where a call reads, as far as its scope goes; undefined where that is not known, with a warning unless `isQuiet`. The key is not asked for then, as a
   * key builder may count on an invocation.
   */
  of(scope: Scope, owner: object, keyOf: () => ResolvedKey, isQuiet = false): Place | undefined {
    if (scope === 'container') return { owner, key: keyOf() };
    const { active } = this.host.invocations;
    const isTenant = scope === 'tenant';
    // Whatever is loading around this call depends on whom it is for, even where nobody knows.
    this.host.waits.noteReads(isTenant ? READS.tenant : READS.anything, active);
    if (active === undefined || (isTenant && active.tenantId === undefined)) {
      if (!isQuiet) warnOfNoScope(this.host, this.cache, scope);
      return undefined;
    }
    if (isTenant && active.tenantId !== undefined) return { owner, key: tenantKey(active.tenantId, keyOf()) };
    // Past its deadline an invocation keeps nothing any more: its end may never come.
    return active.isOver ? undefined : { owner: this.#owners.ownerFor(owner, active), key: keyOf() };
  }
}

/** Says that a scoped method was called where its scope is not known. */
function warnOfNoScope(host: CacheHost, cache: { readonly label: string }, scope: Scope): void {
  const reason =
    scope === 'tenant'
      ? "outside of an invocation with a tenant: let context.tenantId, createHandler's option tenant or runInvocation's tenantId say whom it works for"
      : 'outside of an invocation: use createHandler or runInvocation';
  host.warn(cache, new ScopeWarning(`${cache.label} has the scope '${scope}' and was called ${reason}. The call went past the cache.`));
}
