/**
 * A signature that no call fits. A decorator's call is inferred from what it stands on, and the compiler
 * compares with the last signature: so the three take what the dialect gives a decorator.
 */
export type Hint<First, Second, Third> = (first: First, second: Second, third: Third, never: never) => void;

/** The method, or the value of the getter, that a decorator stands on; unknown where that is not known. */
export type HintedMember<First, Third> = unknown extends Third
  ? First
  : Third extends TypedPropertyDescriptor<infer Member>
    ? Member
    : unknown;

/** The instance or class that has the member; unknown where that is not known. */
export type HintedThis<First, Second> = unknown extends Second
  ? unknown
  : Second extends { readonly access: { get(object: infer This): unknown } }
    ? This
    : Second extends string | symbol
      ? First
      : unknown;

/** Any value but none. It has no signature, so the compiler takes no parameter's type from it. */
export interface Anything {
  readonly toString: unknown;
}

/**
 * Options whose functions take their parameters' types from what is decorated. Anything passes, an unknown
 * option by itself as well: what does not fit is said afterwards, with the option's name.
 */
export type Typed<Options> = Record<never, never> & Loose<Options>;

type Loose<Options> = { readonly [Name in keyof Options]: Options[Name] | Anything | null };

/** Names that the editor offers, where any name may be given. */
export type Offered<Names> = (Names & string) | (string & Record<never, never>);

/** An object that may have a public member; `toString`, which every object has, keeps it from being weak. */
type MaybePublic<Name extends PropertyKey> = { readonly [Each in Name]?: unknown } & {
  toString: unknown;
};

/** True for a member of any visibility: a private one is no key, but keeps the object from having another. */
export type HasMember<Place, Name> = unknown extends Place
  ? true
  : Name extends keyof Place
    ? true
    : Name extends PropertyKey
      ? Place extends MaybePublic<Name>
        ? false
        : true
      : false;

/** True where a class or its instances have a member, or an instance has; for unknown names too. */
export type IsMemberAt<Place, Name> = string extends Name
  ? true
  : Name extends symbol | `#${string}`
    ? true
    : HasMember<Place, Name> extends true
      ? true
      : Place extends { readonly prototype: infer Instance }
        ? HasMember<Instance, Name>
        : false;

/** The public members of a class and of its instances, or of an instance. */
export type MembersIn<Place> = unknown extends Place
  ? never
  : Place extends { readonly prototype: infer Instance }
    ? Exclude<keyof Place, 'prototype'> | keyof Instance
    : keyof Place;
