import { expect } from 'chai';
import fc from 'fast-check';
import { registry } from '../../src/index.js';
import { CacheRig } from '../cache/cache-rig.js';
import { FORMS, FunctionRig } from '../cache/function-rig.js';
import { FakeClock } from '../support/clock.js';
import { type History, type Operation, operation, playLong, playShort } from './operations.js';
import { expectAgreement, ReferenceCache } from './reference-cache.js';

type Value = { readonly id: number; readonly ttl: number };
/** A step, and what the loader does before it returns, if the step makes it run. */
type Step = { readonly step: Operation; readonly inside: readonly Operation[] };

/** Plays a history of a sync method whose loader itself uses the cache, against the reference. */
class SyncHistory implements History<Step> {
  readonly reference = new ReferenceCache(4);
  #ids = 0;
  #inside: readonly Operation[] = [];
  #depth = 0;
  #next: { value: Value } | { error: Error } = { error: new Error('nothing planned') };
  readonly rig: CacheRig | FunctionRig;

  constructor(rigOf: (loader: () => Value) => CacheRig | FunctionRig) {
    this.rig = rigOf(() => this.#load());
  }

  play({ step, inside }: Step): void {
    this.#inside = inside;
    this.#run(step);
    this.#agree();
  }

  async end(): Promise<void> {
    await this.rig.expectAtRest();
  }

  #run(step: Operation): void {
    const { rig, reference } = this;
    if (step.kind === 'call' || step.kind === 'throw') this.#call(step);
    else if (step.kind === 'peek') expect(rig.peek(step.key)?.[0]).to.equal(reference.fresh(step.key)?.value);
    else if (step.kind === 'delete') expect(rig.delete(step.key)).to.equal(reference.delete(step.key));
    else if (step.kind === 'set') {
      const value = this.#value(step.ttl);
      rig.set([step.key], value);
      reference.set(step.key, value, step.ttl);
    } else if (step.kind === 'clear') {
      rig.cache.invalidation.clear();
      reference.clear();
    } else if (step.kind === 'resize') {
      rig.max = step.max;
      rig.cache.entries.resize(step.max);
      reference.resize(step.max);
    } else if (step.kind === 'advance') {
      rig.clock.advance(step.by);
      reference.now += step.by;
    }
  }

  #call({ kind, key }: { readonly kind: 'call' | 'throw'; readonly key: string }): void {
    if (this.#depth > 0 && this.reference.fresh(key) === undefined) return;
    const expected = this.reference.call(key);
    if ('hit' in expected) {
      expect(this.rig.call(key)).to.equal(expected.hit);
      return;
    }
    const value = this.#value(this.#ids % 5 === 0 ? 0 : 50 * (this.#ids % 3) || Number.POSITIVE_INFINITY);
    const error = new Error('thrown');
    this.#next = kind === 'call' ? { value } : { error };
    let outcome: unknown;
    try {
      outcome = this.rig.call(key);
    } catch (thrown) {
      outcome = thrown;
    }
    expect(outcome).to.equal(kind === 'call' ? value : error);
    if (kind === 'call') this.reference.land(expected.flight, value, value.ttl);
    else this.reference.fail(expected.flight);
  }

  /** The loader: its inner steps run on both sides, as they would in a user's method. */
  #load(): Value {
    const planned = this.#next;
    this.#depth++;
    for (const step of this.#inside) this.#run(step);
    this.#depth--;
    expect(this.rig.cache.entries.size).to.be.at.most(this.rig.max);
    if ('error' in planned) throw planned.error;
    return planned.value;
  }

  #value(ttl: number): Value {
    return { id: ++this.#ids, ttl };
  }

  #agree(): void {
    const { cache } = this.rig;
    expectAgreement(cache, this.rig.max, this.reference);
    expect(cache.flights.all.length).to.equal(0);
  }
}

const step: fc.Arbitrary<Step> = fc.record({ step: operation, inside: fc.array(operation, { maxLength: 2 }) });

const ttlOf = (value: unknown): number => (value as Value).ttl;

describe('properties of a sync method', () => {
  afterEach(() => registry.configure({ clock: undefined }));

  const ofCache = (): SyncHistory => new SyncHistory((loader) => new CacheRig(loader, 4, { ttl: ttlOf }));

  it('10,000 random operations, some of them inside loads, agree with a plain Map, for any seed', () => playLong(step, 5, ofCache));

  it('short histories agree as well, and shrink to the step that does not', () => playShort(step, 200, ofCache));

  for (const form of Object.keys(FORMS)) {
    it(`a function ${form} agrees as well`, () => {
      const ofFunction = (): SyncHistory =>
        new SyncHistory((loader) => new FunctionRig(form, loader, false, 4, { ttl: ttlOf }, new FakeClock()));
      return playLong(step, 1, ofFunction);
    });
  }
});
