import { types } from 'node:util';

/** The names of built-in classes by their prototypes, and null for other prototypes. */
const known = new WeakMap<object, string | null>();

/**
 * The name of the built-in class that a prototype belongs to, of any realm; undefined for any other. By what
 * V8 says of its constructor, which nothing else can say.
 */
export function builtInOf(prototype: object): string | undefined {
  let name = known.get(prototype);
  if (name === undefined) {
    name = prototype === Buffer.prototype ? 'Buffer' : nameOf(prototype);
    known.set(prototype, name);
  }
  return name ?? undefined;
}

function nameOf(prototype: object): string | null {
  const made = constructorOf(prototype);
  if (made === undefined || dataOf(made, 'prototype') !== prototype) return null;
  return /^function (\w+)\(\) \{ \[native code\] \}$/.exec(textOf(made))?.[1] ?? null;
}

/** True for a function that is V8's or Node's own, and not written in JavaScript. */
export function isNative(made: object): boolean {
  return textOf(made).endsWith('{ [native code] }');
}

const textOf = (made: object): string => Function.prototype.toString.call(made);

/** What an object with this prototype is, by the name of its class: names in code, not in data. */
export function describeInstanceOf(prototype: object): string {
  const made = constructorOf(prototype);
  const name = made && dataOf(made, 'name');
  return typeof name === 'string' && isShortName(name) ? `an instance of ${name}` : 'an instance of a class';
}

function constructorOf(prototype: object): object | undefined {
  const made = dataOf(prototype, 'constructor');
  return typeof made === 'function' ? made : undefined;
}

/** What a property holds; undefined where it is a getter, or would have to be asked of a proxy. */
function dataOf(object: object, name: string): unknown {
  if (types.isProxy(object)) return undefined;
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

/** True for what stands in code as a name, rather than in data: short, and with few digits. */
export function isShortName(name: string): boolean {
  return /^(?!.*\d.*\d.*\d)[A-Za-z_$][\w$]{0,23}$/.test(name);
}
