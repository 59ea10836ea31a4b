import { propertyOf } from '../cache/hostile-values.js';
import type { Disposal } from '../options.js';

const METHOD_NAMES: readonly PropertyKey[] = [Symbol.asyncDispose, Symbol.dispose, 'destroy', 'close'];

/** Disposes an instance as its option says, else by the first method it has of those that clients usually have. */
export async function disposeInstance(instance: unknown, disposal: Disposal<never> | undefined): Promise<void> {
  if (typeof disposal === 'function') {
    await (disposal as (instance: unknown) => unknown)(instance);
    return;
  }
  const names = disposal === undefined ? METHOD_NAMES : [disposal];
  const name = names.find((candidate) => hasMethod(instance, candidate));
  if (name !== undefined) await (Reflect.get(Object(instance), name) as () => unknown).call(instance);
}

/** True when an instance has a method of that name. */
export function hasMethod(instance: unknown, name: PropertyKey): boolean {
  if ((typeof instance !== 'object' || instance === null) && typeof instance !== 'function') return false;
  return typeof propertyOf(instance, name) === 'function';
}
