import * as node from '../util/node-modules.js';
import { bufferOf } from './buffer-of.js';
import type { StoredBytes } from './store.js';

/**
 * The answer of a store to a question for so many keys: what is no value in it stands for none. Throws where
 * nobody can tell which key each value is of.
 */
export function checkedAnswer(answer: unknown, count: number): readonly (StoredBytes | undefined)[] {
  if (!Array.isArray(answer) || answer.length !== count)
    throw new TypeError(`The shared store did not give a list of ${count}: valid is one item for each key.`);
  return Array.from({ length: count }, (_, at) => storedIn(answer[at]));
}

/** What one item says, read once, as an object of ours: nothing that it has may throw later on. */
function storedIn(item: unknown): StoredBytes | undefined {
  if (item === undefined) return undefined;
  const { value, leftMs } = Object(item) as Partial<StoredBytes>;
  const isValid = node.types().isUint8Array(value) && (leftMs === undefined || typeof leftMs === 'number');
  if (!isValid) return undefined;
  return { value: bufferOf(value), leftMs };
}
