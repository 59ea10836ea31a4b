import { dropped } from '../cache/operations.js';
import { type Update, updateIn, updateOf } from '../cache/write-through.js';
import { InvalidationWarning, InvalidOptionError } from '../errors.js';
import type { AnyMethod, UpdatesOptions } from '../options.js';
import { UPDATES_CHECKS } from '../util/checks.js';
import { typeOf } from '../util/naming.js';
import { bare, type DecoratedMember, decorateMember, type MemberDecorator } from './dialect.js';
import { membersOf } from './find-members.js';
import { drop, type Found, isBelow, isMemberName } from './find-target.js';
import type { Hint, HintedThis, MembersIn, Offered } from './hints.js';
import { isBare, keyIn, refuseBoth, targetOf } from './invalidates.js';
import type { KnownOwn, PlaceOf, TargetAt } from './target-types.js';
import { type MutatingCall, Targets } from './targets.js';
import type { AfterUpdated, UpdatesDecorator, UpdatesOptionsAt } from './updates-types.js';

const UPDATES: MemberDecorator = {
  name: '@Updates',
  goesOn: 'a method, static or not',
  example: "@Updates('method', { key })",
  isForGetters: false,
};

/**
 * Writes through: once a mutating method has returned or resolved, and before its caller sees the result,
 * stores that as the value of another method's entry. Of the same class it makes the entry where there is
 * none; of another class it replaces the entries that instances have, and makes none. A method that fails
 * changes nothing. Its own failure is a warning and clears the whole method. Several may be stacked.
 * @example
 * class Users {
 *   \@Updates('user', { key: (id: string) => id })
 *   async rename(id: string, name: string): Promise<User> { return this.db.rename(id, name); }
 *   \@Updates('user', { keyFromResult: (user: User) => user.id })
 *   async create(name: string): Promise<User> { return this.db.insert(name); }
 * }
 */
export function Updates<
  First,
  Second,
  Third,
  const Target extends TargetAt<HintedThis<First, Second>>,
  const Name extends Offered<MembersIn<PlaceOf<Target>>> | symbol,
  const Options extends UpdatesOptionsAt<First, Second, Third>,
>(
  target: Target & KnownOwn<Target, HintedThis<First, Second>>,
  ...rest: AfterUpdated<Target, Name, Options>
): UpdatesDecorator<Target, Name, Options> & Hint<First, Second, Third>;
export function Updates(...what: unknown[]): unknown {
  if (isBare(what)) throw bare(UPDATES);
  return (...application: unknown[]): unknown =>
    decorateMember(UPDATES, application, (member, on) => updating(member, on, what));
}

/** The options that say which entry, one of which is given. */
const WAYS = ['key', 'keyFromResult', 'args', 'argsFromResult'];

function updating(member: DecoratedMember, on: string, what: readonly unknown[]): AnyMethod {
  const [target, given] = targetOf(UPDATES, what, on, UPDATES_CHECKS);
  const options = given as UpdatesOptions;
  refuseBoth(options, WAYS, on);
  if (Object.keys(options).length === 0)
    throw new InvalidOptionError(`Missing option "key" of ${on}: valid is one of ${WAYS.join(', ')}.`);
  const targets = new Targets(UPDATES, member, [target], 'cached', 'update');
  return targets.afterwards(member.original, (call) =>
    targets.change(target, call.self, (found) => {
      if (call.isLost === true) throw new InvalidationWarning('the result could not be had');
      const where = whereIn(call, options);
      const nearest = found[0]?.member;
      const isOfSameClass = isMemberName(target);
      for (const one of found) update(one, one.member === nearest, isOfSameClass, where, call);
    }),
  );
}

/** Which entry a call of a mutating method means: by its key, or by arguments of the target. */
type Where = { readonly key: [key: unknown] } | { readonly args: readonly unknown[] };

function whereIn(call: MutatingCall, { key, keyFromResult, args, argsFromResult }: UpdatesOptions): Where {
  const found = keyIn(call, key, keyFromResult);
  if (found !== undefined) return { key: found };
  const list: unknown =
    argsFromResult === undefined
      ? args?.apply(call.self, call.args)
      : argsFromResult.apply(call.self, [call.result, ...call.args]);
  if (Array.isArray(list)) return { args: list };
  const option = argsFromResult === undefined ? 'args' : 'argsFromResult';
  throw new InvalidationWarning(
    `"${option}" gave ${typeOf(list)}; valid is an array of the target's arguments`,
  );
}

/** Writes a result to the entries that one found member means. Of what an override hides, the entries go. */
function update(
  found: Found,
  isNearest: boolean,
  isOfSameClass: boolean,
  where: Where,
  { result }: MutatingCall,
): void {
  const { member, owner, isOnlyOwner } = found;
  const to: Update = { member, value: result, ...where };
  if (!isOnlyOwner) {
    const { key, cache, form } = member;
    const isMeant = (each: object): boolean => key === undefined || membersOf(each, key)[0] === member;
    updateIn(cache, isBelow(owner), to, isMeant);
    // The class itself has the entries of its static methods.
    if (isOfSameClass && form === 'static' && isMeant(owner)) updateOf(cache, owner, to, true);
  } else if (isNearest) updateOf(member.cache, owner, to, true);
  else if ('key' in where) drop(found, where.key);
  else {
    const args = member.keys.resolve(owner, [...where.args]);
    dropped(member.cache, [args]);
    member.cache.invalidation.deleteOf(owner, args);
  }
}
