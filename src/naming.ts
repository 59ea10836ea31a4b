/** The name of a class, or of the class that a prototype belongs to. For people only: minifiers rename, so it identifies nothing. */
export function classNameOf(owner: object): string {
  const owningClass: unknown = typeof owner === 'function' ? owner : owner.constructor;
  return typeof owningClass === 'function' && owningClass.name !== '' ? owningClass.name : 'AnonymousClass';
}

/** The source of a class (or of the class that a prototype belongs to) and of all it extends: what a second evaluation repeats. */
export function classSourceOf(owner: object): string {
  const sources: string[] = [];
  let owningClass: unknown = typeof owner === 'function' ? owner : owner.constructor;
  while (typeof owningClass === 'function' && owningClass !== Function.prototype) {
    sources.push(Function.prototype.toString.call(owningClass));
    owningClass = Object.getPrototypeOf(owningClass);
  }
  return sources.join('\n');
}

/** `Class.member` for the prototype or class that has a member. */
export function memberLabel(owner: object, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${classNameOf(owner)}[${String(key)}]` : `${classNameOf(owner)}.${String(key)}`;
}

/** True for what is written with `class` syntax. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b(?!\s*\()/.test(Function.prototype.toString.call(value));
}
