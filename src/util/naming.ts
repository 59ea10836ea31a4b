/** The name of a class, or of a prototype's class. For people only: minifiers rename. */
export function classNameOf(owner: object): string {
  const owningClass: unknown = typeof owner === 'function' ? owner : owner.constructor;
  const name: unknown = typeof owningClass === 'function' ? owningClass.name : undefined;
  return typeof name === 'string' && name !== '' ? name : 'AnonymousClass';
}

/** `Class.member` for the prototype or class that has a member. */
export function memberLabel(owner: object, key: PropertyKey): string {
  return typeof key === 'symbol'
    ? `${classNameOf(owner)}[${String(key)}]`
    : `${classNameOf(owner)}.${String(key)}`;
}

/** True for a generator or async generator. */
export function isGenerator(value: unknown): boolean {
  return /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(value));
}

/** True for what is written with `class` syntax. */
export function isClass(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  const source = Function.prototype.toString.call(value);
  // No regular expression: V8 ends the process where it has to compile one at the end of the stack.
  if (!source.startsWith('class')) return false;
  const next = source.charAt(5);
  return (
    next !== '_' &&
    next !== '$' &&
    next.toLowerCase() === next.toUpperCase() &&
    !source.slice(5).trimStart().startsWith('(') &&
    !(next >= '0' && next <= '9')
  );
}

/** What `typeof` says, but for null. */
export const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);
