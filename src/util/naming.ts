/** The name that something has, such as a class; undefined where it is no text, or empty. */
export function nameOf(named: unknown): string | undefined {
  const { name } = Object(named);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** The name of a class, or of a prototype's class. For people only: minifiers rename. */
export function classNameOf(owner: object): string {
  return nameOf(typeof owner === 'function' ? owner : owner.constructor) ?? 'AnonymousClass';
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
  // A method may be called `classify`, or even `class`, but no method has a prototype.
  return (
    typeof value === 'function' &&
    Function.prototype.toString.call(value).startsWith('class') &&
    Object.hasOwn(value, 'prototype')
  );
}

/** What `typeof` says, but for null. */
export const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);
