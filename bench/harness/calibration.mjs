/** How long a timed part is to last: a millisecond or two, so that the machine's pace changes little between neighbours. */
const ROUND_NS = 2_000_000;

/** Warm-up before the first round counts: enough calls and enough time for the optimising compiler, which works beside us. */
const WARM_CALLS = 40_000;
const WARM_MS = { least: 150, most: 400 };

/** The warm-up of a second way of using what is warm already. */
export const WARM_AGAIN = { least: 50, most: 100 };

export const MAX_OPERATIONS = 5_000;

/**
 * Warms a scenario up, then gives the number of operations that a round of its takes.
 * @param {(operations: number, seed: number) => number | Promise<number>} time  nanoseconds of so many operations
 * @param {{ most?: number, least?: number, warmMs?: { least: number, most: number } }} [bounds]
 */
export async function operationsOfRound(time, { most = MAX_OPERATIONS, least = 20, warmMs = WARM_MS } = {}) {
  const startedAt = Date.now();
  let operations = Math.min(most, 200);
  let each = Number.POSITIVE_INFINITY;
  let done = 0;
  const isWarm = () => {
    const spent = Date.now() - startedAt;
    return spent >= warmMs.most || (spent >= warmMs.least && done >= WARM_CALLS);
  };
  for (let turn = 1; !isWarm(); turn++) {
    each = (await time(operations, -turn)) / operations;
    done += operations;
    operations = bounded(ROUND_NS / each, least, most);
  }
  return operations;
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function bounded(value, least, most) {
  return Math.max(least, Math.min(most, Math.round(value)));
}
