import { OptionWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import type { Cache } from './cache.js';
import { dropped, loadOf, placed, put } from './operations.js';
import type { Member } from './plan.js';
import { baseOf } from './scopes.js';

// What `@Updates` does with a cache: a mutating method's result becomes the value of an entry.

/** A result, and the entry that it is for: by its key, or by the arguments of the call that it answers. */
export type Update = {
  readonly member: Member;
  readonly value: unknown;
} & ({ readonly key: [key: unknown] } | { readonly args: readonly unknown[] });

/** One entry's key, and the arguments that lead to it; those of a key builder are not known. */
interface Aim {
  readonly key: ResolvedKey;
  readonly args: readonly unknown[] | undefined;
}

/** Replaces the entries of all owners that pass, and makes none; of those that `isMeant` refuses, they go. */
export function updateIn(
  cache: Cache,
  includes: (owner: object) => boolean,
  update: Update,
  isMeant: (owner: object) => boolean,
): void {
  cache.mend();
  const owners = new Set<object>();
  // Other containers may have what this one has not.
  const home = cache.plan.shared === undefined ? undefined : update.member.owner;
  if (home !== undefined && includes(home)) owners.add(home);
  for (const [owner] of cache.entries.owners) if (includes(baseOf(owner))) owners.add(baseOf(owner));
  for (const owner of owners) {
    if (isMeant(owner)) updateOf(cache, owner, update, owner === home);
    else
      for (const { key } of aims(update, owner)) {
        dropped(cache, [key]);
        cache.invalidation.deleteOf(owner, key);
      }
  }
}

/** Stores a result as the value of one owner's entry, and fences a load of its key in flight. */
export function updateOf(cache: Cache, owner: object, update: Update, mayMake: boolean): void {
  cache.mend();
  const { invalidation, entries, plan, flights } = cache;
  const { member, value } = update;
  const aimed = aims(update, cache.entries.owners.find(owner)?.lastCaller ?? owner);
  const aim = aimed.find(({ key }) => holds(cache, owner, key)) ?? likelyOf(aimed, member);
  const slot = placed(cache, owner, aim.key);
  const entry = slot && entries.owners.find(slot.owner)?.find(slot.key);
  const isWanted = slot !== undefined && (mayMake || entry?.hasValue === true) && knowsEnough(cache, aim);
  for (const each of aimed) {
    // What else the key may mean, and what other invocations have, must not be served on as it was.
    const isOther = each !== aim || !isWanted || plan.scope === 'invocation';
    if (!isOther) continue;
    dropped(cache, [each.key]);
    invalidation.deleteOf(owner, each.key);
  }
  if (!isWanted) return;
  const call = { member, self: owner, args: [...(aim.args ?? [])] };
  put(cache, slot, loadOf(call, value, false), member.isAsync || flights.havePromised);
}

/** The keys that an update may mean: without a key builder, `'a'` also means `['a']`. */
function aims(update: Update, self: object): readonly [Aim, ...Aim[]] {
  const { keys } = update.member;
  if ('args' in update) return [{ key: keys.resolve(self, [...update.args]), args: update.args }];
  const [key] = update.key;
  if (!keys.isStructural) return [{ key: keys.ofKey(key), args: undefined }];
  const alone = { key: keys.resolve(self, [key]), args: [key] };
  return Array.isArray(key) ? [{ key: keys.resolve(self, key), args: key }, alone] : [alone];
}

/** True where an owner has an entry or a load of a key. */
function holds(cache: Cache, owner: object, key: ResolvedKey): boolean {
  const slot = placed(cache, owner, key);
  return slot !== undefined && cache.entries.owners.find(slot.owner)?.find(slot.key) !== undefined;
}

/** What a key means that has no entry: a list is the arguments, unless the method takes one alone. */
function likelyOf(aimed: readonly [Aim, ...Aim[]], { loader }: Member): Aim {
  const [first, alone] = aimed;
  return alone !== undefined && loader.length === 1 && first.args?.length !== 1 ? alone : first;
}

/** False, with a warning, where options are functions of arguments that are not known. */
function knowsEnough({ plan, label, warn }: Cache, { args }: Aim): boolean {
  if (args !== undefined || !plan.asksArguments) return true;
  warn(
    new OptionWarning(
      `Options of ${label} are functions of its arguments, which @Updates with "key" does not tell, so ` +
        'what it gave was not stored: give it "args" or "argsFromResult" instead.',
    ),
  );
  return false;
}
