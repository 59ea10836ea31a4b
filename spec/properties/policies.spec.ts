import { expect } from 'chai';
import fc from 'fast-check';
import { type Form, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Answer, type Content, type ModelPolicy, type ModelWait, PolicyModel } from './policy-model.js';

type Step =
  | { readonly kind: 'call' | 'refresh' | 'delete' | 'set' | 'peek'; readonly key: string }
  | { readonly kind: 'resolve' | 'reject'; readonly pick: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'clear' };

const key = fc.constantFrom('a', 'b');
const keyed = (kind: 'call' | 'refresh' | 'delete' | 'set' | 'peek') => fc.record({ kind: fc.constant(kind), key });
const settling = (kind: 'resolve' | 'reject') => fc.record({ kind: fc.constant(kind), pick: fc.nat(3) });
const ms = fc.constantFrom(1, 49, 50, 99, 100, 101, 150, 999, 1_000, 2_000, 30_000, 31_000, -1, -60, -5_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: keyed('call') },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms }) },
  { weight: 4, arbitrary: settling('resolve') },
  { weight: 4, arbitrary: settling('reject') },
  { weight: 1, arbitrary: fc.oneof(keyed('refresh'), keyed('delete'), keyed('set'), keyed('peek')) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);
const policy: fc.Arbitrary<ModelPolicy> = fc.record({
  ttl: fc.constantFrom(50, 100),
  staleWhileRevalidate: fc.constantFrom(0, 100, 5_000),
  staleIfError: fc.constantFrom(0, 150, 60_000),
  errorTtl: fc.constantFrom(0, 50, 2_000),
  timeout: fc.constantFrom(0, 0, 150),
});

describe('property: the freshness policies', function () {
  this.timeout(30_000);
  const clock = useFakeClock();
  collectReports();

  /** What a call gives, filled in as soon as it is known. */
  function outcomeOf(call: () => unknown): { seen?: Content } {
    const outcome: { seen?: Content } = {};
    const fail = (error: Error & { code?: string }): void => {
      outcome.seen = { error: error.code ?? error.message };
    };
    try {
      const result = call();
      if (result instanceof Promise) result.then((value) => Object.assign(outcome, { seen: { value } }), fail);
      else outcome.seen = { value: result as number };
    } catch (error) {
      fail(error as Error);
    }
    return outcome;
  }

  /** Plays one history against a cached function and against the model, which must agree after every step. */
  class History {
    readonly rig: PolicyRig;
    readonly model: PolicyModel;
    /** Calls that have not been answered, with what the model says of them. */
    readonly waiting: { readonly outcome: { seen?: Content }; readonly wait: Pick<ModelWait, 'outcome'> }[] = [];
    readonly writtenAt = new Map<number, number>();
    #values = 0;
    /** Whether synchronous loads fail. */
    #isDown = false;

    constructor(
      readonly form: Form,
      readonly given: ModelPolicy,
    ) {
      this.rig = new PolicyRig(form, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== 0)));
      this.model = new PolicyModel(given);
      this.model.now = clock.time;
    }

    /** A plain function is known to give promises once it has given one. */
    async begin(): Promise<void> {
      await this.rig.load(0, 'first');
      this.model.loads++;
    }

    async play(step: Step): Promise<void> {
      const { rig, model } = this;
      if (step.kind === 'call')
        this.#follow(
          () => rig.call(step.key),
          () => model.call(step.key),
        );
      else if (step.kind === 'refresh') this.#refresh(step.key);
      else if (step.kind === 'delete') expect(rig.handle.delete(step.key)).to.equal(model.delete(step.key));
      else if (step.kind === 'set') {
        rig.handle.set([step.key], this.#value());
        model.set(step.key, this.#values);
      } else if (step.kind === 'peek') expect(rig.handle.peek(step.key)).to.equal(model.peek(step.key));
      else if (step.kind === 'clear') {
        rig.handle.clear();
        model.clear();
      } else if (step.kind === 'advance') {
        clock.advance(step.ms);
        model.advance(step.ms);
      } else if (step.kind === 'resolve' || step.kind === 'reject') this.#settle(step.kind, step.pick);
      await nextTurn();
      this.#agree();
    }

    async end(): Promise<void> {
      while (this.model.open.length > 0) await this.play({ kind: 'reject', pick: 0 });
      await this.rig.expectAtRest();
    }

    #refresh(key: string): void {
      this.#follow(
        () => this.rig.handle.refresh(key),
        () => this.model.refresh(key),
      );
    }

    #settle(kind: 'resolve' | 'reject', pick: number): void {
      this.#isDown = kind === 'reject';
      const flight = this.model.open[pick % Math.max(1, this.model.open.length)];
      if (flight === undefined) return;
      const content = kind === 'resolve' ? { value: this.#value() } : { error: 'down' };
      const gate = this.rig.gates[flight.number];
      if ('value' in content) gate?.resolve(content.value);
      else gate?.reject(new Error(content.error));
      this.model.settle(flight, content);
    }

    #follow(call: () => unknown, ask: () => Answer): void {
      const content: Content = this.#isDown ? { error: 'down' } : { value: this.#value() };
      if (this.form === 'sync') this.rig.answer = 'value' in content ? content : { error: new Error(content.error) };
      const outcome = outcomeOf(call);
      const answer = ask();
      this.waiting.push({ outcome, wait: 'flight' in answer ? answer : { outcome: answer } });
      if (this.form === 'sync') for (const open of [...this.model.open]) this.model.settle(open, content);
    }

    /** Whatever the model says: nothing is served without a load that is older than its ttl and the longer window. */
    #expectOfUse(value: number): void {
      const age = clock.time - (this.writtenAt.get(value) ?? Number.NaN);
      expect(age).to.be.at.least(0);
      expect(age).to.be.lessThan(this.given.ttl + Math.max(this.given.staleWhileRevalidate, this.given.staleIfError));
    }

    #agree(): void {
      expect(this.rig.loads, 'loads').to.equal(this.model.loads);
      expect(this.rig.member.cache.flights.all.length, 'loads in flight').to.equal(
        this.model.open.filter(({ isGivenUp }) => isGivenUp !== true).length,
      );
      for (const { outcome, wait } of this.waiting.splice(0)) {
        if (wait.outcome === undefined) {
          expect(outcome.seen).to.equal(undefined);
          this.waiting.push({ outcome, wait });
        } else if ('value' in wait.outcome) {
          expect(outcome.seen).to.deep.equal({ value: wait.outcome.value });
          this.#expectOfUse(wait.outcome.value);
        } else expect(outcome.seen).to.deep.equal({ error: wait.outcome.error });
      }
    }

    #value(): number {
      this.writtenAt.set(++this.#values, clock.time);
      return this.#values;
    }
  }

  for (const form of ['async', 'plain', 'sync'] as const) {
    it(`agree with a plain model, for ${form} functions`, async () => {
      const history = fc.array(step, { minLength: 5, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(policy, history, async (given, steps) => {
          const played = new History(form, given);
          await played.begin();
          for (const each of steps) await played.play(each);
          await played.end();
        }),
        { numRuns: 300 },
      );
    });
  }
});
