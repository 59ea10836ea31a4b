import { InvalidOptionError } from '../errors.js';
import { BYTE_FORMS, parseBytes, parseShare, SHARE_FORMS } from './bytes.js';
import { describe } from './describe.js';
import { DURATION_FORMS, parseDuration } from './duration.js';
import { isObject } from './guards.js';
import { invalidOption } from './invalid-option.js';
import { whereItBelongs } from './misplaced.js';
import { readable, snapshotOf } from './snapshot.js';
import { isText, TAG_LIST, tagsIn } from './tags.js';

/** Says what would be valid where a value is not, else nothing. */
export type Check = (value: unknown) => string | undefined;

/** The options of one decorator or call by name. */
export type Checks = Readonly<Record<string, Check>>;

/** A check that asks one question. */
export const check =
  (isValid: (value: unknown) => boolean, expected: string): Check =>
  (value) =>
    isValid(value) ? undefined : expected;

/** Checks and others: a function, as a spread, or a text of several parts, is work to a bundler. */
const withAll = (first: Checks, more: Checks): Checks => ({ ...first, ...more });

export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isToken = (value: unknown): boolean =>
  isFunction(value) || isText(value) || typeof value === 'symbol';
export const isLifetime = (value: unknown): boolean => (parseDuration(value) ?? 0) > 0;

export const name = /* @__PURE__ */ check(isText, 'a string that is not empty');
export const duration = /* @__PURE__ */ check(isLifetime, DURATION_FORMS);
const flag = /* @__PURE__ */ check((value) => typeof value === 'boolean', 'true or false');

/** The options of a singleton member or function. */
export const SINGLETON_CHECKS: Checks = {
  eager: flag,
  dispose: /* @__PURE__ */ check(
    (value) => isFunction(value) || isText(value),
    'a function of the instance, or the name of its method',
  ),
  maxAge: duration,
  maxIdle: duration,
  validate: /* @__PURE__ */ check(isFunction, 'a function of the instance that gives true or false'),
  name,
};

/** The options of `@ContainerSingleton` on a class. */
export const SINGLETON_CLASS_CHECKS: Checks = /* @__PURE__ */ withAll(
  {
    inject: /* @__PURE__ */ check(
      (value) => Array.isArray(value) && [...value].every(isToken),
      'an array of tokens (classes, singleton functions, strings or symbols); an undefined one often ' +
        'comes from a circular import: write () => TheClass (or, with tsyringe, @inject(delay(() => ' +
        'TheClass)) on the parameter)',
    ),
  },
  SINGLETON_CHECKS,
);

/** The options of `@Invalidates` behind a target. */
export const INVALIDATES_CHECKS: Checks = {
  key: /* @__PURE__ */ check(
    isFunction,
    "a function of the mutating method's arguments that gives the entry's key",
  ),
  keyFromResult: /* @__PURE__ */ check(
    isFunction,
    "a function of the mutating method's result and arguments that gives the entry's key",
  ),
};

/** The options of `@Invalidates` without a target. */
export const INVALIDATES_TAGS_CHECKS: Checks = {
  tags: (value) =>
    isFunction(value) || (tagsIn(value)?.length ?? 0) > 0
      ? undefined
      : `${TAG_LIST}, or a function of the mutating method's arguments that gives one`,
};

/** The options of `@Updates`. */
export const UPDATES_CHECKS: Checks = /* @__PURE__ */ withAll(INVALIDATES_CHECKS, {
  args: /* @__PURE__ */ check(
    isFunction,
    "a function of the mutating method's arguments that gives the target's arguments as an array",
  ),
  argsFromResult: /* @__PURE__ */ check(
    isFunction,
    "a function of the mutating method's result and arguments that gives the target's arguments as an array",
  ),
});

const isMember = (value: unknown): boolean =>
  isFunction(Object(value)[0]) && isToken(Object(value)[1]) && !isFunction(Object(value)[1]);
const isTarget = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 2 && isMember(value) : isToken(value);

/** The options of `@RetryAfterInvalidate`. */
export const RETRY_CHECKS: Checks = {
  on: /* @__PURE__ */ check(isFunction, 'a function of the error that gives true or false'),
  invalidates: /* @__PURE__ */ check(
    (value) => Array.isArray(value) && value.length > 0 && [...value].every(isTarget),
    "an array of at least one target: [() => TheClass, 'member'], () => TheSingleton, a singleton's " +
      'reader, a cached function, or a member of the same class by its name',
  ),
};

/** The options of `registry.configure`. */
export const REGISTRY_CHECKS: Checks = {
  defaults: /* @__PURE__ */ check(isObject, 'an object of default options for @Cached'),
  maxBytes: (value) =>
    (parseShare(value) ?? parseBytes(value)) === undefined ? `${BYTE_FORMS}, or ${SHARE_FORMS}` : undefined,
  heapGuard: /* @__PURE__ */ check(
    (value) => value === false || (typeof value === 'number' && value > 0 && value < 1),
    'a share of the old space, greater than 0 and less than 1, or false',
  ),
  clock: /* @__PURE__ */ check(
    (value) => typeof Object(value).now === 'function',
    'an object with a method now() that gives epoch milliseconds',
  ),
  thaw: /* @__PURE__ */ check(isObject, "an object such as { gap: '30s', stalledGap: '1s' }"),
  shared: /* @__PURE__ */ check((value) => isFunction(Object(value).attach), 'what sharedTier(...) gives'),
  bypass: flag,
  silence: /* @__PURE__ */ check(
    (value) => Array.isArray(value) && value.every((code) => String(code).startsWith('WARN_WARMSCOPE_')),
    "an array of codes of warnings, such as ['WARN_WARMSCOPE_NEVER_HIT']",
  ),
};

/** The options of `registry.configure({ thaw })`. */
export const THAW_CHECKS: Checks = {
  gap: duration,
  stalledGap: duration,
};

/** The options of `disposeOnTermination`. */
export const TERMINATION_CHECKS: Checks = { grace: duration };

/** The options of `createStreamHandler`. */
export const STREAM_HANDLER_CHECKS: Checks = {
  tenant: /* @__PURE__ */ check(isFunction, 'a function (event, context) that gives the tenant id'),
};

/** The options of `createHandler`. */
export const HANDLER_CHECKS: Checks = /* @__PURE__ */ withAll(STREAM_HANDLER_CHECKS, {
  background: /* @__PURE__ */ check(
    (value) => value === 'drain' || value === 'after-response',
    "'drain' or 'after-response'",
  ),
});

/** The options of `runInvocation`; a tenant is checked apart, as a message must not show it. */
export const INVOCATION_CHECKS: Checks = {
  id: name,
  tenantId: () => undefined,
  deadline: /* @__PURE__ */ check(
    (value) => typeof value === 'number' && !Number.isNaN(value),
    'epoch milliseconds as a number',
  ),
};

/**
 * The given options without the undefined ones; throws for one that is unknown or senseless. `place` names
 * where, as `@Cached on A.b`.
 */
export function checkedOptions<Options extends object>(
  options: Options,
  checks: Checks,
  place: string,
): Options {
  const given: Record<string, unknown> = {};
  const snapshot = optionsIn(options, place);
  for (const key of Reflect.ownKeys(snapshot)) {
    const value = snapshot[key];
    if (value === undefined) continue;
    const option = String(key);
    const verify = typeof key === 'string' && Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (verify === undefined) {
      const valid = Object.keys(checks);
      const advice = `valid options are ${valid.join(', ')}.${whereItBelongs(option, valid)}`;
      throw new InvalidOptionError(
        `Unknown option "${option}" of ${place}: received ${describe(value)}; ${advice}`,
      );
    }
    const expected = readable(() => verify(value), `Invalid option "${option}" of ${place}`);
    if (expected !== undefined) throw invalidOption(option, place, describe(value), expected);
    given[option] = value;
  }
  return given as Options;
}

/** What an object of options has, read once; throws InvalidOptionError for what is none or cannot be read. */
export function optionsIn(options: unknown, place: string): Record<PropertyKey, unknown> {
  if (isObject(options)) return snapshotOf(options, place);
  throw new InvalidOptionError(`${place} takes an object of options; received ${describe(options)}.`);
}
