/** Everything that can be read only once has one of these properties, or is async iterable. */
export const TELLING: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'pipe',
  'getReader',
  'getWriter',
  'arrayBuffer',
  'writable',
  'next',
]);

/** What an object itself is, where it can be read only once. Runs no getters. */
export function oneShotKind(value: object): string | undefined {
  const has = (name: PropertyKey): boolean =>
    name in value && typeof descriptorOf(value, name)?.value === 'function';
  if ((has('pipe') && has('on')) || has('getReader') || has('getWriter') || isTransform(value))
    return 'a stream';
  if (has('arrayBuffer') && hasFlag(value, 'bodyUsed')) return 'a Response or Request';
  // Some clients answer with event streams, which are only async iterable.
  if (has(Symbol.asyncIterator)) return has('next') ? 'an async iterator' : 'an async iterable';
  // Iterators are iterable themselves; an object that happens to have a method next is none.
  return has('next') && has(Symbol.iterator) ? 'an iterator' : undefined;
}

/** True for both ends of a web stream in one object, which tells them by getters only. */
function isTransform(value: object): boolean {
  return (
    'writable' in value &&
    ['Transform', 'Compression', 'Decompression', 'TextEncoder', 'TextDecoder'].some((kind) => {
      const type: unknown = Reflect.get(globalThis, `${kind}Stream`);
      return typeof type === 'function' && value instanceof type;
    })
  );
}

/** True for a property that is true or false, or is told by a getter, as that of the built-in ones. */
function hasFlag(value: object, name: PropertyKey): boolean {
  const property = descriptorOf(value, name);
  return typeof property?.value === 'boolean' || property?.get !== undefined;
}

/** A property, wherever on the chain of prototypes it is. */
function descriptorOf(value: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}
