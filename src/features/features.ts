import { compile, type Plan } from '../cache/plan.js';
import type { Unchecked } from '../options.js';
import type { Budget } from '../store/budget.js';
import { type Checks, checkedOptions } from '../util/checks.js';
import { describe } from '../util/describe.js';
import { invalidOption } from '../util/invalid-option.js';
import { OWN } from '../util/misplaced.js';
import { type BoundsOptions, bounds } from './bounds.js';
import { type ErrorTtlOptions, errorTtl } from './error-ttl.js';
import type { Feature, Place } from './feature.js';
import { type IdleOptions, idle } from './idle.js';
import { type KeyOptions, key } from './key.js';
import { type KeyHashingOptions, keyHashing } from './key-hashing.js';
import { type LifetimeOptions, lifetime } from './lifetime.js';
import { type MaxOptions, max } from './max.js';
import { type NameOptions, name } from './name.js';
import { oneShots } from './one-shots.js';
import { type PerOptions, per } from './per.js';
import { type ScopeOptions, scope } from './scope.js';
import { type SharedOptions, shared } from './shared.js';
import { type StaleOptions, stale } from './stale.js';
import { type TagsOptions, tags } from './tags.js';
import { type TimeoutOptions, timeout } from './timeout.js';
import { type ValuesOptions, values } from './values.js';
import { type WhenOptions, when } from './when.js';

/**
 * The options of `@Cached` and `cached`. Every one is optional.
 * @example
 * const options: CachedOptions = { key: (user: string, month: string) => [user, month], ttl: '5m' };
 */
export interface CachedOptions<
  This = Unchecked,
  Args extends readonly unknown[] = Unchecked,
  Value = Unchecked,
> extends KeyOptions<This, Args>,
    KeyHashingOptions,
    LifetimeOptions<Args, Value>,
    MaxOptions,
    BoundsOptions<Args, Value>,
    IdleOptions,
    PerOptions,
    ScopeOptions,
    StaleOptions<Args, Value>,
    ErrorTtlOptions<Args>,
    TimeoutOptions,
    WhenOptions<This, Args>,
    ValuesOptions,
    TagsOptions<Args, Value>,
    SharedOptions<Value>,
    NameOptions {}

/** The options that `registry.configure({ defaults })` may set for every cached method. */
export type CachedDefaults = Omit<CachedOptions, 'key' | 'name' | 'shared'>;

type AnyFeature = Feature<Record<string, unknown>>;

/** All features, in the order in which their options are listed and asked. */
const FEATURES = [
  key,
  keyHashing,
  lifetime,
  max,
  idle,
  per,
  when,
  scope,
  oneShots,
  stale,
  errorTtl,
  timeout,
  values,
  bounds,
  shared,
  tags,
  name,
] as unknown as AnyFeature[];

/** Adds a feature; gives what takes it back. Members that are decorated meanwhile have it. */
export function registerFeature<Options extends object>(feature: Feature<Options>): () => void {
  const own = feature as unknown as AnyFeature;
  FEATURES.push(own);
  return () => void FEATURES.splice(FEATURES.indexOf(own), 1);
}

/** The checks of all options that something takes. */
export function checksOf(place: Place): Checks {
  const checks = FEATURES.flatMap((feature) => Object.entries(feature.options));
  const known = checks.filter(([option]) => place !== 'default' || !OWN.includes(option));
  return Object.fromEntries(
    known.map(([option, verify]) => [option, (value: unknown) => verify(value, place)]),
  );
}

/**
 * Checked options; throws InvalidOptionError for one that is unknown or senseless. `where` names the place,
 * as `@Cached on A.b`.
 */
export function checkedCachedOptions<Options extends object>(
  options: Options,
  place: Place,
  where: string,
): Options {
  return checkedOptions(options, checksOf(place), where);
}

/** Refuses options that do not go together, with the defaults filled in. */
export function checkTogether(own: CachedOptions, defaults: CachedDefaults, where: string): void {
  const given = { ...defaults, ...own } as Record<string, unknown>;
  for (const { together } of FEATURES) {
    const wrong = together?.(own as Record<string, unknown>, given);
    if (wrong === undefined) continue;
    const received = `${describe(Reflect.get(own, wrong.option))} ${wrong.beside}`;
    throw invalidOption(wrong.option, where, received, wrong.valid);
  }
}

/** The plan of a member with these options, defaults included, and under a budget where there is one. */
export function planOf(options: CachedOptions, budget?: Budget): Plan {
  const given = { ...options, budget };
  return compile(FEATURES.flatMap((feature) => feature.plan?.(given as Record<string, unknown>) ?? []));
}
