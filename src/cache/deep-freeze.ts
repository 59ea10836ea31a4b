/**
 * Freezes a value and everything it holds, so that a mutation throws where it is attempted. Maps, Sets and Dates get methods that throw instead
 * of those that change them. Functions, and typed arrays (which JavaScript cannot freeze), stay as they are.
 */
export function deepFreeze(value: unknown): void {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    try {
      freezeOne(next, open);
    } catch {
      // A proxy that will not be frozen is its owner's business.
    }
  }
}

function freezeOne(value: object, open: unknown[]): void {
  if (ArrayBuffer.isView(value)) return;
  if (value instanceof Map) for (const [key, item] of value) open.push(key, item);
  if (value instanceof Set) for (const item of value) open.push(item);
  seal(value);
  for (const key of Reflect.ownKeys(value)) open.push(Object.getOwnPropertyDescriptor(value, key)?.value);
  Object.freeze(value);
}

const CHANGING: readonly (readonly [new () => object, readonly string[]])[] = [
  [Map, ['set', 'delete', 'clear']],
  [Set, ['add', 'delete', 'clear']],
  [Date, Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'))],
];

/** Puts methods that throw before those that would change what a frozen object keeps inside. */
function seal(value: object): void {
  if (!Object.isExtensible(value)) return;
  const kind = CHANGING.find(([type]) => value instanceof type);
  for (const name of kind?.[1] ?? []) Object.defineProperty(value, name, { value: refuse, enumerable: false });
}

function refuse(this: unknown): never {
  throw new TypeError(`Cannot change a ${(this as object).constructor.name} that a cache hands out frozen: copy it first.`);
}
