import { InvalidOptionError } from '../errors.js';

/** True for an object that has methods of all these names. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(Object(value), name) === 'function');
}

/** The error for what cannot be the `what` of a store, such as its client. */
export function refusal(what: string, received: unknown, valid: string): InvalidOptionError {
  return new InvalidOptionError(`Invalid ${what}: received ${kindOf(received)}; valid is ${valid}.`);
}

/** What was received where a client should be, by its kind alone: clients and URLs hold passwords. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object' && typeof value !== 'function')
    return value === undefined ? 'undefined' : `a ${typeof value}`;
  if (typeof Reflect.get(value, 'then') === 'function') return 'a promise (await it first)';
  const made = typeof value === 'function' ? value : Reflect.get(value, 'constructor');
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'no class';
  return typeof value === 'function' ? `the class or function ${name}` : `an object of ${name}`;
}
