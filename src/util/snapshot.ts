import { InvalidOptionError } from '../errors.js';
import { passOverflow } from './untrusted.js';

/**
 * What an object of options has when it is read, once; lists are copied. Throws InvalidOptionError, with the
 * cause, for what throws when it is read. `place` names where, as `@Cached on A.b`.
 */
export function snapshotOf(options: object, place: string): Record<PropertyKey, unknown> {
  const found: Record<PropertyKey, unknown> = Object.create(null);
  for (const key of readable(() => Reflect.ownKeys(options), `Options of ${place}`))
    found[key] = readable(
      () => {
        const value: unknown = Reflect.get(options, key);
        return Array.isArray(value) ? value.slice() : value;
      },
      `Invalid option "${String(key)}" of ${place}`,
    );
  return found;
}

/** What reading gives; throws InvalidOptionError where it throws. */
export function readable<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (cause) {
    passOverflow(cause);
    throw new InvalidOptionError(`${what}: received what throws when it is read, see \`cause\`.`, { cause });
  }
}
