import type { ValueCodec } from '../cache/facts.js';
import type { Unchecked } from '../options.js';
import { type Check, type Checks, duration, isFunction } from '../util/checks.js';
import type { Duration } from '../util/duration.js';
import { type Feature, predicate } from './feature.js';

/** How the values of a method are shared with other containers, in the long form. */
export interface SharedMember<Value = Unchecked> {
  /** What the store calls the method: unique in the registry. */
  readonly id: string;
  /** Another one whenever the value's shape or meaning changes: both live side by side. */
  readonly version: string | number;
  /** The longest life of a local copy that nobody could verify. Default: `'60s'`. */
  readonly localTtl?: Duration | undefined;
  /** False refuses a value that other code has stored: it is loaded anew. Default: all are taken. */
  readonly check?: ((value: unknown) => value is Value) | ((value: unknown) => boolean) | undefined;
  /** How long to wait for another container's load before loading oneself. Default: two leases. */
  readonly wait?: Duration | undefined;
  /** How long a load may take; a longer one is not stored. Default: the tier's. */
  readonly lease?: Duration | undefined;
  /** Turns values into bytes and back. Default: V8's own format. */
  readonly codec?: ValueCodec | undefined;
}

/** The option that shares values with other containers. */
export interface SharedOptions<Value = Unchecked> {
  /**
   * Share the values with other containers, by the store of `registry.configure({ shared })`, under this
   * `'id@version'`. Implies `per: 'class'`; needs `ttl`, and a method that gives promises. Default: none.
   */
  readonly shared?: `${string}@${string}` | SharedMember<Value> | undefined;
}

/** What the store calls a member, by the option in either form. */
export const sharedId = (option: unknown): string => {
  if (typeof option === 'string') return option;
  const { id = '', version = '' } = Object(option);
  return `${id}@${version}`;
};

const given: Check = () => undefined;

/** What the long form may have. */
const PARTS: Checks = {
  id: given,
  version: given,
  localTtl: duration,
  wait: duration,
  lease: duration,
  check: predicate,
  codec: (codec) => {
    const { id, encode, decode } = Object(codec);
    return typeof id === 'string' && isFunction(encode) && isFunction(decode) ? undefined : 'a SharedCodec';
  },
};

export const shared: Feature<SharedOptions> = {
  options: {
    shared: (value, place) => {
      if (place === 'getter' || !/^[^@\s]+@[^@\s]+$/.test(sharedId(value)))
        return "'id@version', or an object with both, for a method that gives promises";
      if (typeof value === 'string') return undefined;
      for (const [part, own] of Object.entries(value as object)) {
        const valid = Object.hasOwn(PARTS, part) ? own !== undefined && PARTS[part]?.(own) : 'left out';
        if (valid) return `one whose "${part}" is ${valid}`;
      }
      return undefined;
    },
  },
  // `per` by default is overruled.
  together: (own: Others, { ttl, scope }: Others) =>
    own.shared === undefined || (ttl !== undefined && own.per !== 'instance' && scope !== 'invocation')
      ? undefined
      : {
          option: 'shared',
          beside: 'among these',
          valid: "with \"ttl\", no per: 'instance', no scope: 'invocation'",
        },
  plan: ({ shared: option }) => option && { isPerClass: true, shared: option },
};

/** Options that matter to it. */
interface Others extends SharedOptions {
  readonly ttl?: unknown;
  readonly per?: unknown;
  readonly scope?: unknown;
}
