import { expect } from 'chai';
import fc from 'fast-check';
import { type CachedOptions, runInvocation } from '../../src/index.js';
import { type Form, outcomeOf, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { type Content, LifetimeModel, type Lived } from './lifetime-model.js';

type Times = Omit<Lived, 'number'>;

type Step =
  | { readonly kind: 'call' | 'refresh' | 'set'; readonly key: string; readonly times: Times; readonly fails: boolean }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'invoke' | 'clear' };

const KEYS = ['a', 'b', 'c'] as const;
const key = fc.constantFrom(...KEYS);
const FOREVER = Number.POSITIVE_INFINITY;
const window = fc.constantFrom(0, 0, 40, 100, 45_000, FOREVER);
const times: fc.Arbitrary<Times> = fc.record({
  ttl: fc.constantFrom(0, 50, 100, 100.5, 40_000, FOREVER),
  staleWhileRevalidate: window,
  staleIfError: window,
});
const ms = fc.constantFrom(0, 1, 39, 40, 49, 50, 60, 99, 100, 150, 1_000, 2_000, 31_000, 46_000, -1, -60, -5_000);
const asking = fc.record({ kind: fc.constantFrom('call' as const, 'call' as const, 'call' as const, 'refresh' as const, 'set' as const), key, times, fails: fc.boolean() }); // biome-ignore format: one line
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: asking },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'invoke' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);

/** The options of a history: the times are those of its values. */
const OPTIONS = {
  ttl: ({ ttl }: Lived) => ttl,
  staleWhileRevalidate: ({ staleWhileRevalidate }: Lived) => staleWhileRevalidate,
  staleIfError: ({ staleIfError }: Lived) => staleIfError,
} as const;

const numberOf = (value: unknown): number | undefined => (value as Lived | undefined)?.number;

describe('property: lifetimes that values give, and idle ones', function () {
  this.timeout(60_000);
  const clock = useFakeClock();
  collectReports();

  /** Plays one history against a cached function and against the model, which must agree after every step. */
  class History {
    readonly rig: PolicyRig;
    readonly model: LifetimeModel;
    #numbers = 0;
    #before: LifetimeModel['counts'] | undefined;

    constructor(form: Form, maxIdle: number, more: CachedOptions) {
      this.rig = new PolicyRig(form, { ...OPTIONS, ...(maxIdle > 0 && { maxIdle }), ...more });
      this.model = new LifetimeModel(maxIdle);
    }

    /** A plain function is known to give promises once it has given one. */
    async begin(): Promise<void> {
      await this.rig.load({ ...OPTIONS, ttl: 0 }, 'first');
      this.#before = this.#counts();
    }

    async play(step: Step): Promise<void> {
      const { rig, model } = this;
      if (step.kind === 'advance') clock.advance(step.ms);
      model.now = clock.time;
      if (step.kind === 'clear') {
        rig.handle.clear();
        model.clear();
      } else if ('times' in step) await this.#ask(step);
      else if (step.kind === 'delete') expect(rig.handle.delete(step.key)).to.equal(model.delete(step.key));
      else if (step.kind === 'invoke') await this.#invoke();
      await nextTurn();
      this.#agree();
    }

    /** An invocation, which sees a thaw or not. */
    async #invoke(): Promise<void> {
      const { life } = containerRegistry; // registry.stats() looks at every cache there is
      const { thaws } = life;
      await runInvocation({}, () => undefined);
      if (life.thaws > thaws) this.model.thaw();
    }

    async #ask({ kind, key, times, fails }: Extract<Step, { times: Times }>): Promise<void> {
      const { rig, model } = this;
      const value: Lived = { number: ++this.#numbers, ...times };
      if (kind === 'set') {
        rig.handle.set([key], value);
        model.set(key, value);
        return;
      }
      rig.answer = fails ? { error: new Error('down') } : { value };
      const outcome = await outcomeOf(() => (kind === 'call' ? rig.call(key) : rig.handle.refresh(key)));
      const content: Content = fails ? { error: 'down' } : { value };
      const answer = kind === 'call' ? model.call(key, content) : model.refresh(key, content);
      if ('value' in answer) expect(numberOf(outcome)).to.equal(answer.value.number);
      else expect(outcome).to.equal(`error: ${answer.error}`);
    }

    #agree(): void {
      const { handle } = this.rig;
      for (const key of KEYS) {
        expect(numberOf(handle.peek(key)), `peek ${key}`).to.equal(this.model.peek(key));
        expect(numberOf(handle.peekStale(key)), `peekStale ${key}`).to.equal(this.model.peekStale(key));
        expect(handle.has(key), `has ${key}`).to.equal(this.model.peek(key) !== undefined);
        expect(handle.expiresAt(key), `expiresAt ${key}`).to.equal(this.model.expiresAt(key));
      }
      expect(handle.size, 'size').to.equal(this.model.size);
      expectAtRest(this.rig.member.cache, 1_000);
      const [before, now] = [this.#before, this.#counts()];
      for (const name of Object.keys(this.model.counts) as (keyof LifetimeModel['counts'])[])
        expect(now[name] - (before?.[name] ?? 0), name).to.equal(this.model.counts[name]);
    }

    #counts(): LifetimeModel['counts'] {
      const { hits, staleHits, misses, loads, loadErrors, expirations } = this.rig.stats;
      return { hits, staleHits, misses, loads, loadErrors, expirations };
    }
  }

  const more: Record<string, CachedOptions> = {
    '': {},
    ', with hashed keys': { keys: 'hashed' },
    ', with frozen values': { values: 'frozen' },
  };
  for (const form of ['async', 'plain', 'sync'] as const) {
    for (const [what, options] of Object.entries(more)) {
      it(`agree with a plain Map of times, for ${form} functions${what}`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.constantFrom(0, 40, 60, 30_000), fc.array(step, { minLength: 5, maxLength: 40 }), async (maxIdle, steps) => {
            const history = new History(form, maxIdle, options);
            await history.begin();
            for (const each of steps) await history.play(each);
          }),
          { numRuns: what === '' ? 300 : 60 },
        );
      });
    }
  }
});
