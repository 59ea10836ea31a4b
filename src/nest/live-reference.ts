import type { Container } from '../registry/container.js';
import { references } from '../registry/references.js';

/** What a live reference answers with the object it stands for. */
const PASSED_ON = [
  'defineProperty',
  'deleteProperty',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'ownKeys',
  'set',
] as const;

/**
 * Stands for a client that may be replaced: each use is one of the client that the running invocation sees.
 * Methods run with the client itself, which may have private fields.
 */
export function liveReference(client: () => object, container: Container): object {
  const methods = new WeakMap<object, Map<unknown, unknown>>();
  const handler: ProxyHandler<object> = {
    get(_stand, key) {
      const object = client();
      const value: unknown = Reflect.get(object, key);
      if (typeof value !== 'function' || key === 'constructor') return value;
      const known = methods.get(object) ?? new Map<unknown, unknown>();
      methods.set(object, known);
      if (!known.has(value)) known.set(value, value.bind(object));
      return known.get(value);
    },
  };
  for (const trap of PASSED_ON) {
    const method = Reflect[trap] as (...args: unknown[]) => unknown;
    Reflect.set(handler, trap, (_stand: object, ...rest: unknown[]) => method(client(), ...rest.slice(0, 2)));
  }
  const reference = new Proxy({}, handler);
  references.of(container).add(reference, client);
  return reference;
}
