/** What was received where a client should be, by its kind alone: clients and URLs hold passwords. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object' && typeof value !== 'function')
    return value === undefined ? 'undefined' : `a ${typeof value}`;
  if (typeof Reflect.get(value, 'then') === 'function') return 'a promise (await it first)';
  const made = typeof value === 'function' ? value : Reflect.get(value, 'constructor');
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'no class';
  return typeof value === 'function' ? `the class or function ${name}` : `an object of ${name}`;
}
