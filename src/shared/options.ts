import { InvalidOptionError } from '../errors.js';
import { check, checkedOptions, duration, isFunction } from '../util/checks.js';
import { type Duration, parseDuration } from '../util/duration.js';
import type { SharedStore } from './store.js';

/** The options of `sharedTier`. */
export interface SharedTierOptions {
  /** What the keys in the store begin with: one for each application and stage. */
  readonly prefix: string;
  /**
   * Seals values and hides keys; of a list the first seals, the last names keys, and any opens. Default:
   * none, so that whoever can write to the store decides what callers get.
   */
  readonly secret?: string | readonly string[] | undefined;
  /** How long any one question to the store may take. Default: `'250ms'`. */
  readonly timeout?: Duration | undefined;
  /** How long a load may take before another container takes it over. Default: `'10s'`. */
  readonly lease?: Duration | undefined;
  /**
   * When a local copy is compared with the store: once an invocation, or not before its `localTtl` ends.
   * Default: `'invocation'`.
   */
  readonly verify?: 'invocation' | 'never' | undefined;
}

/** The checked options of a tier. Times in milliseconds. */
export interface TierTerms {
  readonly prefix: string;
  readonly secrets: readonly string[];
  readonly timeout: number;
  readonly lease: number;
  readonly isVerified: boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const finite = check(
  (value) => duration(value) === undefined && Number.isFinite(parseDuration(value)),
  "milliseconds as a number greater than 0, or a string like '250ms' or '10s'",
);

const CHECKS = {
  prefix: check(
    (value) => typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value),
    'a text of 1 to 64 visible ASCII characters',
  ),
  timeout: finite,
  lease: finite,
  verify: check((value) => value === 'invocation' || value === 'never', "'invocation' or 'never'"),
};

/** Checked options; throws InvalidOptionError. What was received for a secret is not shown. */
export function termsOf(options: SharedTierOptions): TierTerms {
  const place = 'sharedTier';
  const { secret, ...rest } = Object(options) as Partial<SharedTierOptions>;
  refuseUnknown(rest, place);
  const { prefix, timeout, lease, verify } = checkedOptions(rest, CHECKS, place);
  if (prefix === undefined)
    throw new InvalidOptionError(
      `Missing option "prefix" of ${place}: valid is ${CHECKS.prefix(undefined)}.`,
    );
  const secrets = secret === undefined ? [] : [secret].flat();
  if (!secrets.every(isText) || (secret !== undefined && secrets.length === 0))
    throw new InvalidOptionError(
      `Invalid option "secret" of ${place}: valid is a text that is not empty, or a list of such texts.`,
    );
  return {
    prefix,
    secrets: secrets as string[],
    timeout: parseDuration(timeout) ?? 250,
    lease: parseDuration(lease) ?? 10_000,
    isVerified: verify !== 'never',
  };
}

/** Refuses options that do not exist without showing them: one may be the secret under another name. */
function refuseUnknown(options: object, place: string): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown === undefined) return;
  const valid = ['secret', ...Object.keys(CHECKS)].join(', ');
  throw new InvalidOptionError(`Unknown option "${unknown}" of ${place}: valid options are ${valid}.`);
}

/** Refuses what cannot be a store. */
export function checkStore(store: SharedStore): void {
  const { get, apply, add, reset } = Object(store) as Partial<SharedStore>;
  const isStore =
    isFunction(get) &&
    isFunction(apply) &&
    [add, reset].every((each) => each === undefined || isFunction(each));
  if (isStore) return;
  throw new InvalidOptionError(
    'sharedTier takes a store first: valid is an object with the methods get and apply, and maybe add and ' +
      'reset, such as redisStore(client).',
  );
}
