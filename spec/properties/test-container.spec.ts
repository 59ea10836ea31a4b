import { expect } from 'chai';
import fc from 'fast-check';
import { cached, cacheOf, containerSingleton, createHandler } from '../../src/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const TTL_MS = 60_000;
const TIMEOUT_MS = 5_000;

type Step =
  | { readonly kind: 'advance' | 'freeze'; readonly ms: number }
  | { readonly kind: 'recycle' | 'reset' | 'override' | 'hang' }
  | { readonly kind: 'undo'; readonly which: number }
  | { readonly kind: 'invoke'; readonly key: number };

const durations = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }),
  fc.integer({ min: 25_000, max: 35_000 }),
  fc.integer({ min: 50_000, max: 70_000 }),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('invoke' as const), key: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('advance' as const, 'freeze' as const), ms: durations }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('override' as const, 'hang' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('recycle' as const, 'reset' as const) }) },
);

/** A container as plain numbers and lists say. */
class Model {
  wall = START;
  monotonic = 0;
  began = START;
  idle = { wall: START, monotonic: 0 };
  isFrozen = false;
  invocations = 0;
  thaws = 0;
  hits = 0;
  loads = 0;
  builds = 0;
  expiresAt = new Map<number, number>();
  /** When the calls that hang time out, by the monotonic clock. */
  hanging: number[] = [];
  timeouts = 0;
  overrides: { readonly id: number; isUndone: boolean }[] = [];

  pass(ms: number, isFreeze: boolean): void {
    this.wall += ms;
    if (isFreeze) this.isFrozen = true;
    else this.monotonic += ms;
    this.timeouts += this.hanging.filter((at) => at <= this.monotonic).length;
    this.hanging = this.hanging.filter((at) => at > this.monotonic);
  }

  begin(): void {
    Object.assign(this, { began: this.wall, isFrozen: false, invocations: 0, thaws: 0, hits: 0, loads: 0, builds: 0, hanging: [] });
    this.idle = { wall: this.wall, monotonic: this.monotonic };
    this.expiresAt.clear();
  }

  reset(): void {
    this.wall = START;
    this.overrides = [];
    this.begin();
  }

  /** What a call of the handler gives. */
  invoke(key: number): string {
    const gap = this.wall - this.idle.wall;
    const counted = this.monotonic - this.idle.monotonic;
    if (this.isFrozen || gap > 30_000 || (gap > 1_000 && counted < gap / 2)) this.thaws++;
    this.isFrozen = false;
    this.invocations++;
    this.idle = { wall: this.wall, monotonic: this.monotonic };
    if (this.wall < (this.expiresAt.get(key) ?? 0)) this.hits++;
    else {
      this.loads++;
      this.expiresAt.set(key, this.wall + TTL_MS);
    }
    const override = this.overrides.findLast(({ isUndone }) => !isUndone);
    if (override === undefined) this.builds = 1;
    return override === undefined ? 'real' : `fake ${override.id}`;
  }
}

/** A history that is played with a test container. */
class Real {
  readonly load = cached((key: number) => ({ key }), { ttl: TTL_MS });
  readonly hung = cached((_call: number) => new Promise(() => undefined), { timeout: TIMEOUT_MS });
  static count = 0;
  readonly name = `client ${++Real.count} of the model`;
  readonly client = containerSingleton(() => ({ name: 'real' }), { name: this.name });
  readonly repository = containerSingleton(() => ({ client: this.client() }));
  readonly handler = createHandler((event: { key: number }) => {
    this.load(event.key);
    return this.repository().client.name;
  });
  undos: (() => void)[] = [];
  calls = 0;
  timeouts = 0;

  constructor(readonly kit: TestContainer) {}

  hang(): void {
    this.hung(++this.calls).then(undefined, () => this.timeouts++);
  }
}

async function take(step: Step, model: Model, real: Real): Promise<void> {
  const { kit } = real;
  switch (step.kind) {
    case 'invoke':
      expect(await kit.invoke(real.handler, { key: step.key })).to.equal(model.invoke(step.key));
      return;
    case 'advance':
      model.pass(step.ms, false);
      return kit.advance(step.ms);
    case 'freeze':
      model.pass(step.ms, true);
      return kit.freeze(step.ms);
    case 'recycle':
      model.begin();
      return kit.recycle();
    case 'reset':
      model.reset();
      return kit.reset();
    case 'hang':
      model.hanging.push(model.monotonic + TIMEOUT_MS);
      return real.hang();
    case 'override': {
      const id = real.undos.length;
      model.overrides.push({ id, isUndone: false });
      real.undos.push(kit.override(real.client, { name: `fake ${id}` }));
      return;
    }
    case 'undo': {
      const undone = model.overrides.find(({ id }) => id === step.which);
      if (undone !== undefined) undone.isUndone = true;
      real.undos[step.which]?.();
    }
  }
}

function expectAlike(model: Model, { kit, load, timeouts, name: client }: Real): void {
  const { container, singletons } = kit.stats();
  const { hits, loads } = cacheOf(load).stats();
  const builds = singletons.find(({ name }) => name === client)?.builds;
  expect({ ...container, hits, loads, builds, timeouts }).to.include({
    startedAt: model.began,
    ageMs: model.wall - model.began,
    coldStart: model.invocations <= 1,
    invocations: model.invocations,
    thaws: model.thaws,
    hits: model.hits,
    loads: model.loads,
    builds: model.builds,
    timeouts: model.timeouts,
  });
}

describe('properties: a test container', () => {
  it('is what a plain model of a container is, whatever a test does with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 25 }), async (all) => {
        const kit = createTestContainer({ now: START });
        try {
          const [model, real] = [new Model(), new Real(kit)];
          for (const step of all) {
            await take(step, model, real);
            expectAlike(model, real);
          }
          expect(kit.warnings).to.deep.equal([]);
        } finally {
          await kit.dispose();
        }
      }),
      { numRuns: 60 },
    );
  });
});
