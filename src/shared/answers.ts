import { nodeModules } from '../util/node-modules.js';
import type { StoredBytes } from './store.js';

/**
 * The answer of a store to a question for so many keys: what is no value in it stands for none. Throws where
 * nobody can tell which key each value is of.
 */
export function checkedAnswer(answer: unknown, count: number): readonly (StoredBytes | undefined)[] {
  if (!Array.isArray(answer) || answer.length !== count)
    throw new TypeError(`The shared store did not give a list of ${count}: valid is one item for each key.`);
  return answer.every(isValid) ? answer : Array.from(answer, (item) => (isValid(item) ? item : undefined));
}

function isValid(item: unknown): boolean {
  if (item === undefined) return true;
  const { value, leftMs } = Object(item) as Partial<StoredBytes>;
  return nodeModules.util.types.isUint8Array(value) && (leftMs === undefined || typeof leftMs === 'number');
}
