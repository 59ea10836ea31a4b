import { messageOf, propertyOf } from '../cache/hostile-values.js';
import { DisposalWarning } from '../errors.js';
import type { Disposal } from '../options.js';
import type { ClientState } from './client-state.js';
import type { Generation } from './generation.js';
import type { Singleton } from './singleton.js';

/** An instance to be disposed, and the record it belongs to. */
export interface Leaving {
  readonly singleton: Singleton;
  readonly state: ClientState;
  readonly generation: Generation;
}

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

/** Disposes one after the other, the last created first; a failure is a warning and skips none of the rest. */
export async function disposeInTurn(leaving: readonly Leaving[], warn: (member: object, warning: DisposalWarning) => void): Promise<void> {
  for (const { singleton, state, generation } of [...leaving].sort((one, other) => other.generation.turn - one.generation.turn)) {
    try {
      const owner = state.owner as Singleton;
      if (owner.kept === generation) owner.letGo();
      await singleton.disposeOf(generation, state);
    } catch (cause) {
      warn(singleton, new DisposalWarning(`The disposal of ${singleton.label} failed: ${messageOf(cause)}`, { cause }));
    }
  }
}
