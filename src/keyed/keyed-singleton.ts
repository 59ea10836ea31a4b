import type { WriteItWithBrackets } from '../decorators/complaints.js';
import {
  bare,
  type DecoratedMember,
  decorateMember,
  disguise,
  isApplication,
  type MemberDecorator,
} from '../decorators/dialect.js';
import type { Sensible } from '../decorators/fitting.js';
import type { Hint } from '../decorators/hints.js';
import { InvalidOptionError, InvalidTargetError } from '../errors.js';
import { max } from '../features/max.js';
import { type KeyBuilder, KeyResolution } from '../keys/resolve-key.js';
import type { AnyMethod } from '../options.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import { factsOf } from '../singletons/client-facts.js';
import { refuseGenerator, takesArguments } from '../singletons/declared-parameters.js';
import { type Checks, check, checkedOptions, isToken, SINGLETON_CHECKS } from '../util/checks.js';
import { isClass, memberLabel, typeOf } from '../util/naming.js';
import { isOverflow, SOON } from '../util/untrusted.js';
import { type Call, KeyedClients } from './keyed-clients.js';
import type {
  KeyedOptionsOf,
  KeyedSingletonDecorator,
  KeyedSingletonOptions,
  KeyedSingletonOptionsAt,
  TakesArguments,
} from './keyed-types.js';

const KEYED: MemberDecorator = {
  name: '@KeyedSingleton',
  goesOn: 'a method with parameters, static or not',
  example: '@KeyedSingleton({ key, max })',
  isForGetters: false,
};

const { eager: _, ...SHARED_CHECKS } = SINGLETON_CHECKS;

const CHECKS: Checks = {
  key: check(isToken, 'a function of the arguments, or the token of a registered key builder'),
  max: (value) => max.options.max(value, 'member'),
  ...SHARED_CHECKS,
};

/**
 * Keeps one client for each key, at most `max` of them: on methods with parameters, static or not, sync or
 * async, in both decorator dialects. The least recently used makes room, and is disposed once no running
 * invocation holds it. Throws InvalidOptionError or InvalidTargetError when the decorator runs.
 * @example
 * class Databases {
 *   \@KeyedSingleton({ key: (tenant: string) => tenant, max: 20, maxIdle: '10m' })
 *   pool(tenant: string) { return new Pool({ database: tenant }); }
 * }
 */
export function KeyedSingleton<
  First,
  Second,
  Third,
  const Options extends KeyedSingletonOptionsAt<First, Second, Third>,
>(
  options: Options & Sensible<Options, KeyedSingletonOptions>,
): KeyedSingletonDecorator<Options> & Hint<First, Second, Third>;
export function KeyedSingleton<Context>(member: unknown, context: Context & WriteItWithBrackets): never;
export function KeyedSingleton(...args: unknown[]): unknown {
  if (isApplication(args)) throw bare(KEYED);
  const [options = {}] = args;
  return (...application: unknown[]): unknown =>
    decorateMember(KEYED, application, (member, on) =>
      keyedMember(member, on, options as KeyedSingletonOptions),
    );
}

/**
 * The function form of `@KeyedSingleton`: the same options, for a plain function. `this` is no part of the
 * key.
 * @example
 * const pools = keyedSingleton((tenant: string) => new Pool({ database: tenant }), { max: 20 });
 * await pools('acme').query('select 1');
 */
export function keyedSingleton<F extends AnyMethod>(
  factory: F,
  options: KeyedOptionsOf<ThisParameterType<F>, F> & TakesArguments<F>,
): F {
  const label = Object(factory).name || 'anonymous';
  if (typeof factory !== 'function' || isClass(factory))
    throw new InvalidTargetError(
      'keyedSingleton() takes a function that builds; received ' +
        `${isClass(factory) ? `the class ${label}` : typeOf(factory)}.`,
    );
  const [, reader] = keyed(factory, label, options, `keyedSingleton(${label})`);
  return disguise(reader, factory) as F;
}

function keyedMember(
  { key, isStatic, original, label, place, onOwner }: DecoratedMember,
  on: string,
  options: KeyedSingletonOptions,
): AnyMethod {
  const [clients, reader] = keyed(original, label, options, on);
  const { directory } = singletons.of(container);
  if (place !== undefined && !isStatic) directory.place(place, key, clients);
  onOwner((owner) => {
    directory.place(owner, key, clients);
    if (clients.client.options.name === undefined) clients.client.label = memberLabel(owner, key);
  });
  return reader;
}

/** The clients that a function builds, and the function that reads them. */
function keyed(
  original: AnyMethod,
  label: string,
  options: KeyedSingletonOptions,
  place: string,
): [clients: KeyedClients, reader: AnyMethod] {
  const part = singletons.of(container);
  refuseGenerator(original, place);
  if (!takesArguments(original))
    throw new InvalidTargetError(
      `${place}: it takes no arguments, so there is nothing to tell clients apart by; take what they ` +
        'differ in as a parameter, or keep one client with @ContainerSingleton.',
    );
  if (part.directory.findAny(original) !== undefined)
    throw new InvalidTargetError(`${place}: it is a singleton already; give all options to one of them.`);
  const { key, max: most, ...own } = checkedOptions(options, CHECKS, place);
  if (most === undefined)
    throw new InvalidOptionError(`Missing option "max" of ${place}: valid is ${CHECKS.max?.(undefined)}.`);
  const client = factsOf(own.name ?? label, own, 'keyed');
  const keys = keysOf(key, place, () => client.label);
  const build = function (this: unknown): unknown {
    const { self, args } = this as Call;
    return original.apply(self, args);
  };
  const isAsync = Object.prototype.toString.call(original) === '[object AsyncFunction]';
  const clients = new KeyedClients(client, most, build, isAsync, part, keys);
  const reader = readerOf(clients);
  part.directory.addFamily(clients, reader);
  return [clients, reader];
}

/** How the keys of calls are made: by a builder, else of all arguments. */
function keysOf(key: KeyedSingletonOptions['key'], place: string, label: () => string): KeyResolution {
  if (key === undefined) return new KeyResolution(label, undefined, '@KeyedSingleton');
  const find = (): KeyBuilder =>
    typeof key === 'function' && !isClass(key)
      ? (key as KeyBuilder)
      : (container.findKeyBuilder as NonNullable<typeof container.findKeyBuilder>)(key, place);
  return new KeyResolution(label, find, '@KeyedSingleton');
}

/** The function that runs in the place of a factory. A method itself, so that `new` refuses it. */
function readerOf(clients: KeyedClients): AnyMethod {
  return {
    reader(this: unknown, ...args: unknown[]): unknown {
      try {
        return clients.call({ self: this, args });
      } catch (error) {
        if (!clients.isAsync || isOverflow(error)) throw error;
        // A step later, as Node's bookkeeping of rejections needs stack.
        return SOON.then(() => Promise.reject(error));
      }
    },
  }.reader;
}
