/** @import { ReaderAdapter, Scenario } from '../types.d.ts' */
import { ensure } from './timed-loops.mjs';

const READS = 400_000;
const WARM_ROUNDS = 12;

/**
 * Keeps a reader out of the loop that calls it, so that the loop cannot read once for all: it is inlined into a function, and that one is
 * too long for the compiler to inline it any further.
 * @param {(index: number) => { id: number }} read
 * @returns {(index: number) => { id: number }}
 */
function behindCall(read) {
  const ballast = Array.from({ length: 200 }, (_, number) => `index += index * ${number} + index;`).join(' ');
  return new Function('read', `return (index) => { if (index < 0) { ${ballast} } return read(index); };`)(read);
}

/**
 * Reads of container-long clients: nanoseconds a read, the loop and its call included.
 * @param {ReaderAdapter} adapter
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter) {
  const read = behindCall(await adapter());
  const time = () => {
    let sum = 0;
    const startedAt = process.hrtime.bigint();
    for (let index = 0; index < READS; index++) sum += read(index & 15).id;
    const elapsed = Number(process.hrtime.bigint() - startedAt);
    ensure(sum === READS, 'every read gave the client');
    return elapsed / READS;
  };
  const [first, second] = [read(0), read(0)];
  ensure(first === second, 'there is one client');
  for (let round = 0; round < WARM_ROUNDS; round++) time();
  return { round: () => ({ value: time() }) };
}
