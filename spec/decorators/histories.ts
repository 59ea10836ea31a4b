import { expect } from 'chai';
import fc from 'fast-check';
import type { CachedDefaults, CachedOptions } from '../../src/features/features.js';
import type { MemberForm } from '../../src/registry/cached-member.js';
import { FakeResidence } from '../support/cache-host.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest } from '../support/invariants.js';
import { BUILDERS, SELVES, type Shape, Twin } from './twin.js';

/** One step of a history of calls; `self` is an index into `SELVES`. */
export type Step =
  | { readonly kind: 'call'; readonly self: number; readonly args: unknown[] }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'configure'; readonly defaults: CachedDefaults }
  | { readonly kind: 'settle' | 'clear' };

/** What may occur in a history. */
export interface Scope {
  readonly form: MemberForm;
  readonly length: number;
  readonly selves: readonly number[];
  readonly options: readonly CachedOptions[];
  readonly defaults: readonly CachedDefaults[];
}

const symbol = Symbol('argument');
const unkeyable = (): number => 1;
const argument = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(1, 'a', undefined), weight: 3 },
  fc.constantFrom<unknown>(null, 0, -0, Number.NaN, '1', 'fail', new Date(1), { a: 1 }, [1], symbol, unkeyable),
);
/** Missing, extra and trailing undefined arguments are as likely as fitting ones. */
const args: fc.Arbitrary<unknown[]> = fc.oneof(
  { arbitrary: fc.array(argument, { maxLength: 4 }), weight: 1 },
  { arbitrary: fc.constantFrom<unknown[]>([1], [1, undefined], [1, 'a'], [1, 'a', 1], ['a'], []), weight: 2 },
);

function shapeIn({ form, length, options }: Scope): fc.Arbitrary<Shape> {
  return fc.record({
    form: fc.constant(form),
    length: fc.constant(length),
    flavour: fc.constantFrom('sync' as const, 'async' as const, 'promising' as const),
    builder: fc.oneof(fc.constant('none'), fc.constantFrom(...Object.keys(BUILDERS))),
    options: fc.constantFrom(...options),
  });
}

function stepsIn({ selves, defaults }: Scope): fc.Arbitrary<Step[]> {
  const self = fc.oneof({ arbitrary: fc.constant(selves[0] ?? 0), weight: 3 }, { arbitrary: fc.constantFrom(...selves), weight: 2 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { arbitrary: fc.record({ kind: fc.constant('call' as const), self, args }), weight: 40 },
    { arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(1, 9, 10, -5) }), weight: 4 },
    { arbitrary: fc.record({ kind: fc.constant('configure' as const), defaults: fc.constantFrom(...defaults) }), weight: 2 },
    { arbitrary: fc.constant({ kind: 'settle' as const }), weight: 6 },
    { arbitrary: fc.constant({ kind: 'clear' as const }), weight: 1 },
  );
  return fc.array(step, { maxLength: 25, size: 'max' });
}

/** Plays random histories the short way and the long way; a failure shrinks to the fewest steps. Gives how many hits were met. */
export async function playAlike(scope: Scope, numRuns: number): Promise<number> {
  let hits = 0;
  const history = fc.asyncProperty(shapeIn(scope), stepsIn(scope), async (shape, steps) => {
    hits += await expectAlike(shape, steps);
  });
  await fc.assert(history, { numRuns });
  return hits;
}

/** Plays one history twice, the short way and the long way: every step must leave the same behind. Gives the number of hits. */
export async function expectAlike(shape: Shape, steps: readonly Step[]): Promise<number> {
  // The last object that the short one has met is near; the others it has to look up.
  const [short, long] = [new Twin(shape, () => new FakeResidence()), new Twin(shape)];
  for (const step of [...steps, { kind: 'settle' as const }]) {
    if (step.kind === 'call') {
      const expected = long.long(SELVES[step.self], [...step.args]);
      expect(short.short(SELVES[step.self], [...step.args])).to.deep.equal(expected);
    } else if (step.kind === 'settle') {
      expect(await short.settled()).to.deep.equal(await long.settled());
      await nextTurn();
    }
    for (const { clock, directory } of [short, long]) {
      if (step.kind === 'advance') clock.advance(step.by);
      if (step.kind === 'clear') directory.clear();
      if (step.kind === 'configure') directory.applyDefaults(step.defaults);
    }
    expect(short.snapshot()).to.deep.equal(long.snapshot());
  }
  for (const { member } of [short, long]) expectAtRest(member.cache, member.plan.max);
  return short.member.cache.entries.hits;
}
