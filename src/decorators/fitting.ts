import type { AnyMethod } from '../options.js';
import type { BYTE_FORMS } from '../util/bytes.js';
import type { DURATION_FORMS } from '../util/duration.js';
import type { NoSuchOption, OptionDoesNotFit } from './complaints.js';
import type { Anything } from './hints.js';
import type { DidYouMean, Resembling } from './spelling.js';

/** Options of other packages, and of other decorators, that are called something else here. */
interface CalledElsewhere {
  readonly ttl: 'ttlSeconds' | 'maxAge' | 'expires' | 'expiresIn' | 'expiry' | 'lifetime';
  readonly maxAge: 'ttl' | 'lifetime';
  readonly key: 'cacheKey' | 'keyBuilder' | 'hasher' | 'normalizer' | 'resolver';
  readonly max: 'size' | 'limit' | 'capacity';
  readonly inject: 'deps' | 'dependencies';
  readonly dispose: 'destroy' | 'onDispose';
}

/** What an option is called here that other packages call differently. */
type NameHere<Name, Valid> = {
  [Each in keyof CalledElsewhere & Valid]: Name extends CalledElsewhere[Each] ? Each : never;
}[keyof CalledElsewhere & Valid];

type Meant<Name, Valid> = [NameHere<Name, Valid>] extends [never]
  ? Resembling<Name, Valid>
  : NameHere<Name, Valid>;

/** The option that was probably meant, else all that exist. */
type OptionAdvice<Name, Valid> = [Meant<Name, Valid>] extends [never]
  ? Valid
  : DidYouMean<Meant<Name, Valid>>;

/** What an option may be, in words where there are some. */
type Form<Wanted> = string extends Wanted
  ? Exclude<Wanted, undefined>
  : '5m' extends Wanted
    ? typeof DURATION_FORMS
    : '8MB' extends Wanted
      ? typeof BYTE_FORMS
      : [Wanted] extends [string | undefined]
        ? Spelt<Exclude<Wanted, undefined>>
        : Exclude<Wanted, undefined>;

/** A union of words, without its name. */
type Spelt<Words> = Words extends infer Word ? Word : never;

/** True for a value that fits nothing that can be decorated. Of a function, only its place tells. */
type IsSenseless<Given, Wanted> = [Anything] extends [Given]
  ? false
  : [Given] extends [Wanted]
    ? false
    : [Given] extends [AnyMethod]
      ? [Extract<Wanted, AnyMethod>] extends [never]
        ? true
        : false
      : true;

type SenselessNames<Options, Known> = {
  [Name in keyof Options & keyof Known]-?: IsSenseless<Options[Name], Known[Name]> extends true
    ? Name
    : never;
}[keyof Options & keyof Known];

/** What no function is, such as the method that a decorator without its brackets is given. */
interface NoFunction {
  readonly [Symbol.hasInstance]?: never;
}

/** Options of any value: where they are written, the editor finds their documentation here. */
type Documented<Known> = { readonly [Name in keyof Known]?: unknown };

/** Refuses options that do not exist, or whose values make no sense anywhere, and functions. */
export type Sensible<Options, Known> = NoFunction &
  Documented<Known> & {
    readonly [Name in Exclude<keyof Options, keyof Known>]: NoSuchOption<
      Name,
      OptionAdvice<Name, keyof Known>
    >;
  } & {
    readonly [Name in SenselessNames<Options, Known>]: OptionDoesNotFit<
      Name,
      Options[Name],
      Form<Known[Name]>
    >;
  };

/**
 * Nothing where options fit or none is given, else one {@link OptionDoesNotFit} for each that does not: what
 * makes the compiler refuse, and what it shows then. `Known` is what they may be anywhere.
 */
export type Fits<Options, Wanted, Known> = [Options] extends [Wanted]
  ? unknown
  : [Record<never, never>] extends [Options]
    ? unknown
    : Misfits<Options, Wanted, Known>;

type Misfits<Options, Wanted, Known, Found = Misfit<Options, Wanted, Known>> = [Found] extends [never]
  ? unknown
  : Found;

/** One for each option that was given and does not fit; the senseless ones are refused already. */
type Misfit<Options, Wanted, Known> = {
  [Name in keyof Options & keyof Known]: Name extends keyof Wanted
    ? [Options[Name]] extends [Wanted[Name]]
      ? never
      : [Anything] extends [Options[Name]]
        ? never
        : Name extends SenselessNames<Options, Known>
          ? never
          : OptionDoesNotFit<Name, Options[Name], Alike<Wanted[Name], Options[Name]>>
    : [Anything] extends [Options[Name]]
      ? never
      : NoSuchOption<Name, 'not on this kind of member'>;
}[keyof Options & keyof Known];

/** Of what an option may be, that which is of the kind of what was given: a function where that is one. */
type Alike<Wanted, Given> = Given extends AnyMethod
  ? Extract<Wanted, AnyMethod>
  : [Exclude<Wanted, AnyMethod | undefined>] extends [never]
    ? Exclude<Wanted, undefined>
    : Exclude<Wanted, AnyMethod | undefined>;
