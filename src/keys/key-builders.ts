import { type ErrorOrigin, InvalidOptionError } from '../errors.js';
import type { Class, Unchecked } from '../options.js';
import { isObject } from '../util/guards.js';
import { isClass, typeOf } from '../util/naming.js';
import type { Key } from './key.js';
import type { KeyBuilder } from './resolve-key.js';

/**
 * An object that builds keys, resolved from a token.
 * @example
 * class ByTenant implements KeyBuilderObject<[event: { tenantId: string }]> {
 *   build(event: { tenantId: string }): Key { return [event.tenantId]; }
 * }
 */
export interface KeyBuilderObject<Args extends readonly unknown[] = Unchecked> {
  build(...args: Args): Key;
}

/** A key builder registered by name. Its arguments are unchecked: one builder may serve many methods. */
export type NamedKeyBuilder = ((...args: Unchecked) => Key) | KeyBuilderObject;

/**
 * Key builders by name, for `@Cached({ key: 'byTenant' })`. A builder may be registered after the methods
 * that use it.
 * @example
 * registry.keyBuilders.set('byTenant', (event) => [event.tenantId]);
 */
export class KeyBuilders {
  readonly #builders = new Map<string | symbol, NamedKeyBuilder>();

  /**
   * Registers a builder; a method that was called before keeps the one it found. Throws InvalidOptionError
   * for what is no builder.
   */
  set(name: string | symbol, builder: NamedKeyBuilder): this {
    if (asKeyBuilder(builder) === undefined) {
      throw new InvalidOptionError(
        `registry.keyBuilders.set(${quoted(name)}): received ` +
          `${typeOf(builder)}; valid is a function that returns a Key, or an ` +
          'object with a method build.',
      );
    }
    this.#builders.set(name, builder);
    return this;
  }

  /** The builder of that name, if there is one. */
  get(name: string | symbol): NamedKeyBuilder | undefined {
    return this.#builders.get(name);
  }

  /** True when there is a builder of that name. */
  has(name: string | symbol): boolean {
    return this.#builders.has(name);
  }

  /** Forgets a builder; true when there was one. */
  delete(name: string | symbol): boolean {
    return this.#builders.delete(name);
  }

  /** The registered names. */
  names(): (string | symbol)[] {
    return [...this.#builders.keys()];
  }
}

/**
 * A key builder token, resolved: a name from the list, a class or symbol from whoever resolves tokens.
 * `place` is where it was given, as `@Cached on A.b`.
 */
export function findKeyBuilder(
  token: string | symbol | Class,
  place: string,
  builders: KeyBuilders | undefined,
  resolve: (token: never) => unknown,
): KeyBuilder {
  const refused = (flaw: string, origin?: ErrorOrigin): InvalidOptionError =>
    new InvalidOptionError(
      `Invalid option "key" of ${place}: received ${quoted(token)}, which ${flaw}`,
      origin,
    );
  let found: unknown = typeof token === 'function' ? undefined : builders?.get(token);
  try {
    found ??= resolve(token as never);
  } catch (cause) {
    const known = builders?.names().map(quoted).join(', ') || 'none';
    throw refused(`is no registered key builder; registered are: ${known}. ${remedy(token)}`, { cause });
  }
  const builder = asKeyBuilder(found);
  if (builder !== undefined) return builder;
  throw refused(
    'gave no key builder; valid is a function, or an object with a method build that returns a Key.',
  );
}

function asKeyBuilder(builder: unknown): KeyBuilder | undefined {
  if (typeof builder === 'function' && !isClass(builder)) return builder as KeyBuilder;
  const build: unknown = isObject(builder) ? Reflect.get(builder, 'build') : undefined;
  return typeof build === 'function' ? (...args: unknown[]) => build.apply(builder, args) : undefined;
}

function remedy(token: string | symbol | Class): string {
  return typeof token === 'function'
    ? `Decorate ${token.name} with @ContainerSingleton, or register it in tsyringe and import ` +
        "'warmscope/tsyringe'."
    : `Add it with registry.keyBuilders.set(${quoted(token)}, builder).`;
}

function quoted(token: string | symbol | Class): string {
  if (typeof token === 'symbol') return String(token);
  return typeof token === 'string' ? `'${token}'` : `class ${token.name}`;
}
