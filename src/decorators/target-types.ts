import type { Class } from '../options.js';
import type { NoSuchMember } from './complaints.js';
import type { IsMemberAt, MembersIn, Offered } from './hints.js';
import type { DidYouMean, Resembling } from './spelling.js';

/** The class that a target is or gives. */
export type PlaceOf<Target> = Target extends Class
  ? Target
  : Target extends () => infer Place
    ? Place
    : never;

/** Nothing for the name of a member of a class or of its instances. */
export type Known<Place, Name> =
  IsMemberAt<Place, Name> extends true
    ? unknown
    : NoSuchMember<Name, MemberAdvice<Resembling<Name, MembersIn<Place>>, Place>>;

/** The member that was probably meant, else all that there are. */
type MemberAdvice<Meant, Place> = [Meant] extends [never] ? MembersIn<Place> : DidYouMean<Meant>;

/** What `@Invalidates` and `@Updates` may be given first: a member of the same class, or another class. */
export type TargetAt<This> = Offered<MembersIn<This>> | symbol | (() => Class);

/**
 * Nothing where a target is no name, or that of a member of the same class. An instance knows neither the
 * static members of its class nor those of a subclass: a name that resembles none of its own is checked at
 * the first call.
 */
export type KnownOwn<Target, This> = Target extends string
  ? This extends { readonly prototype: unknown }
    ? Known<This, Target>
    : [Resembling<Target, MembersIn<This>>] extends [never]
      ? unknown
      : KnownOfInstance<This, Target>
  : unknown;

type KnownOfInstance<This, Name> =
  IsMemberAt<This, Name> extends true
    ? unknown
    : NoSuchMember<Name, OwnAdvice<Name, Resembling<Name, MembersIn<This>>>>;

type OwnAdvice<Name, Meant> = Name extends string
  ? Meant extends string
    ? `did you mean '${Meant}'? a static member: () => TheClass, '${Name}'`
    : never
  : never;
