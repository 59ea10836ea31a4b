import fc from 'fast-check';

/** One step of a random history. `pick` chooses among the loads in flight, `ttl` is of the value that is written. */
export type Operation =
  | { readonly kind: 'call' | 'throw'; readonly key: string }
  | { readonly kind: 'refresh'; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'peek'; readonly key: string }
  | { readonly kind: 'set'; readonly key: string; readonly ttl: number }
  | { readonly kind: 'land'; readonly pick: number; readonly ttl: number }
  | { readonly kind: 'reject'; readonly pick: number }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'resize'; readonly max: number }
  | { readonly kind: 'clear' };

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const ttl = fc.constantFrom(10, 100, 100, Number.POSITIVE_INFINITY, 0);
const pick = fc.nat({ max: 20 });
const one = <Kind extends string>(kind: Kind, weight: number) => ({ arbitrary: fc.record({ kind: fc.constant(kind), key }), weight });

/** Histories of a method: `weight` of calls is high, of `clear` low, so that entries live long enough to be met again. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  one('call', 30),
  one('peek', 8),
  one('refresh', 4),
  one('delete', 4),
  one('throw', 3),
  { arbitrary: fc.record({ kind: fc.constant('set' as const), key, ttl }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('land' as const), pick, ttl }), weight: 18 },
  { arbitrary: fc.record({ kind: fc.constant('reject' as const), pick }), weight: 4 },
  {
    arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(1, 9, 10, 99, 100, 1_000, -1, -10, -500) }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('resize' as const), max: fc.integer({ min: 1, max: 6 }) }), weight: 1 },
  { arbitrary: fc.constant({ kind: 'clear' as const }), weight: 1 },
);

/** What is played step by step; `end` checks what must hold when nothing is in flight. */
export interface History<Step> {
  play(step: Step): void | Promise<void>;
  end(): Promise<void>;
}

/** Plays long random histories, about 2,000 steps a run; a failure names the seed and the steps that led there. */
export async function playLong<Step>(step: fc.Arbitrary<Step>, runs: number, begin: () => History<Step>): Promise<void> {
  const lists = fc.array(step, { minLength: 2_000, maxLength: 2_100, size: 'max' });
  const details = await fc.check(historyOf(lists, begin), { numRuns: runs, endOnFailure: true });
  if (!details.failed) return;
  const cause = details.errorInstance;
  throw new Error(`seed ${details.seed}, path ${details.counterexamplePath}: ${cause instanceof Error ? cause.message : cause}`, { cause });
}

/** Plays short random histories, and shrinks one that fails to the fewest steps. */
export async function playShort<Step>(step: fc.Arbitrary<Step>, runs: number, begin: () => History<Step>): Promise<void> {
  await fc.assert(historyOf(fc.array(step, { maxLength: 25 }), begin), { numRuns: runs });
}

function historyOf<Step>(lists: fc.Arbitrary<Step[]>, begin: () => History<Step>): fc.IAsyncProperty<[Step[]]> {
  return fc.asyncProperty(lists, async (steps) => {
    const history = begin();
    for (const [index, each] of steps.entries()) {
      try {
        await history.play(each);
      } catch (cause) {
        const last = steps.slice(Math.max(0, index - 4), index + 1);
        throw new Error(`step ${index}, after ${fc.stringify(last)}: ${cause instanceof Error ? cause.message : cause}`, { cause });
      }
    }
    await history.end();
  });
}
