/** Deterministic randomness: the same seed gives every competitor the same draws in the same round. */

/**
 * A generator of numbers in [0, 1) (mulberry32).
 * @param {number} seed
 * @returns {() => number}
 */
export function randomFrom(seed) {
  let state = Math.imul(seed * 2 + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A shuffled copy.
 * @template T
 * @param {readonly T[]} items
 * @param {() => number} random
 * @returns {T[]}
 */
export function shuffled(items, random) {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [/** @type {T} */ (result[other]), /** @type {T} */ (result[last])];
  }
  return result;
}

/**
 * Draws of 0..size-1, each as likely as the other.
 * @param {number} size
 * @returns {(random: () => number) => number}
 */
export function uniform(size) {
  return (random) => Math.floor(random() * size);
}

/**
 * Draws of 0..size-1 by Zipf's law; which index is popular is shuffled.
 * @param {number} size
 * @param {number} [exponent]
 * @returns {(random: () => number) => number}
 */
export function zipf(size, exponent = 0.99) {
  const cumulative = new Float64Array(size);
  let total = 0;
  for (let rank = 0; rank < size; rank++) {
    total += 1 / (rank + 1) ** exponent;
    cumulative[rank] = total;
  }
  const byRank = shuffled(
    Array.from({ length: size }, (_, index) => index),
    randomFrom(size),
  );
  return (random) => {
    const wanted = random() * total;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (cumulative[middle]) < wanted) low = middle + 1;
      else high = middle;
    }
    return /** @type {number} */ (byRank[low]);
  };
}
