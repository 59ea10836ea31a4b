/** Numbers that look random, the same ones for the same seed. */
export interface Random {
  /** A number from 0 to `most`. */
  upTo(most: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in so many. */
  happens(share: number): boolean;
}

export function seeded(seed: number): Random {
  let state = seed;
  const upTo = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * most;
  };
  return {
    upTo,
    pick: <T>(list: readonly T[]) => list[Math.floor(upTo(list.length))] as T,
    happens: (share) => upTo(1) < share,
  };
}
