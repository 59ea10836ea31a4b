import { expect } from 'chai';
import { registry } from '../../src/index.js';
import { CacheRig } from '../cache/cache-rig.js';
import { FORMS, FunctionRig } from '../cache/function-rig.js';
import { FakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type History, type Operation, operation, playLong, playShort } from './operations.js';
import { expectAgreement, ReferenceCache, type ReferenceFlight } from './reference-cache.js';

type Value = { readonly id: number; readonly ttl: number };
type Outcome = { value?: unknown; error?: unknown };
/** A load in flight on both sides, and what its callers got. */
type Pending = { gate: Deferred<Value>; flight: ReferenceFlight; outcomes: Outcome[] };

/** Plays one history against the cache and against the reference, which must agree after every step. */
class AsyncHistory implements History<Operation> {
  readonly pending: Pending[] = [];
  readonly reference = new ReferenceCache(4);
  gate: Deferred<Value> | undefined;
  #ids = 0;
  readonly rig: CacheRig | FunctionRig;

  constructor(rigOf: (loader: () => Promise<Value>) => CacheRig | FunctionRig) {
    this.rig = rigOf(() => {
      this.gate = deferred<Value>();
      return this.gate.promise;
    });
  }

  async play(step: Operation): Promise<void> {
    const { rig, reference } = this;
    if (step.kind === 'call' || step.kind === 'throw') await this.#follow(rig.call(step.key), reference.call(step.key));
    else if (step.kind === 'refresh') {
      const expected = reference.refresh(step.key);
      await this.#follow(rig.refresh(step.key), expected);
    } else if (step.kind === 'peek') expect(rig.peek(step.key)?.[0]).to.equal(reference.fresh(step.key)?.value);
    else if (step.kind === 'delete') expect(rig.delete(step.key)).to.equal(reference.delete(step.key));
    else if (step.kind === 'set') {
      const value = this.#value(step.ttl);
      rig.set([step.key], value, true);
      reference.set(step.key, value, step.ttl);
    } else if (step.kind === 'land' || step.kind === 'reject') await this.#settle(step);
    else if (step.kind === 'advance' || step.kind === 'clear' || step.kind === 'resize') this.#change(step);
    this.#agree();
  }

  /** Settles whatever is still in flight. */
  async end(): Promise<void> {
    while (this.pending.length > 0) await this.#settle({ kind: 'reject', pick: 0 });
    await this.rig.expectAtRest();
  }

  #change(step: Extract<Operation, { kind: 'advance' | 'clear' | 'resize' }>): void {
    if (step.kind === 'clear') {
      this.rig.cache.invalidation.clear();
      this.reference.clear();
    } else if (step.kind === 'resize') {
      this.rig.max = step.max;
      this.rig.cache.entries.resize(step.max);
      this.reference.resize(step.max);
    } else {
      this.rig.clock.advance(step.by);
      this.reference.now += step.by;
    }
  }

  async #follow(result: unknown, expected: ReturnType<ReferenceCache['call']>): Promise<void> {
    expect(result).to.be.instanceOf(Promise);
    if ('hit' in expected) {
      expect(await result).to.equal(expected.hit);
      return;
    }
    if (expected.isNew) this.pending.push({ gate: this.gate as Deferred<Value>, flight: expected.flight, outcomes: [] });
    const joined = this.pending.find(({ flight }) => flight === expected.flight);
    const outcome: Outcome = {};
    joined?.outcomes.push(outcome);
    (result as Promise<unknown>).then(
      (value) => Object.assign(outcome, { value }),
      (error: unknown) => Object.assign(outcome, { error }),
    );
  }

  async #settle(step: Extract<Operation, { kind: 'land' | 'reject' }>): Promise<void> {
    const [settled] = this.pending.splice(step.pick % Math.max(1, this.pending.length), 1);
    if (settled === undefined) return;
    const { gate, flight, outcomes } = settled;
    const error = new Error('rejected');
    const value = this.#value(step.kind === 'land' ? step.ttl : 100);
    if (step.kind === 'land') gate.resolve(value);
    else gate.reject(error);
    await nextTurn();
    if (step.kind === 'land') this.reference.land(flight, value, value.ttl);
    else this.reference.fail(flight);
    for (const outcome of outcomes) expect(outcome.error ?? outcome.value).to.equal(step.kind === 'land' ? value : error);
  }

  #value(ttl: number): Value {
    return { id: ++this.#ids, ttl };
  }

  #agree(): void {
    const { cache } = this.rig;
    expectAgreement(cache, this.rig.max, this.reference);
    expect(cache.flights.all.length).to.equal(this.pending.length);
  }
}

const ttlOf = (value: unknown): number => (value as Value).ttl;

describe('properties of an async method', () => {
  collectReports();
  afterEach(() => registry.configure({ clock: undefined }));

  const ofCache = (): AsyncHistory => new AsyncHistory((loader) => new CacheRig(loader, 4, { ttl: ttlOf }));

  it('10,000 random operations agree with a plain Map, for any seed', () => playLong(operation, 5, ofCache));

  it('short histories agree as well, and shrink to the step that does not', () => playShort(operation, 200, ofCache));

  for (const form of Object.keys(FORMS)) {
    it(`a function ${form} agrees as well`, () => {
      const ofFunction = (): AsyncHistory =>
        new AsyncHistory((loader) => new FunctionRig(form, loader, true, 4, { ttl: ttlOf }, new FakeClock()));
      return playLong(operation, 1, ofFunction);
    });
  }
});
