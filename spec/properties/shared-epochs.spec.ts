import { expect } from 'chai';
import fc from 'fast-check';
import { OpenInvocation } from '../../src/handlers/open-invocation.js';
import { type Method, type Site, World } from '../shared/sites.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';

/** What a step does, to which container, and which key, in which way. */
interface Step {
  readonly act: 'read' | 'change' | 'set' | 'refresh' | 'begin' | 'end' | 'store' | 'loader' | 'pass' | 'lose';
  readonly site: number;
  readonly key: number;
  readonly way: number;
}

const KEYS = ['a', 'b'];
const SITES = 2;

const steps = fc.array(
  fc.record<Step>({
    act: fc.oneof(
      { weight: 6, arbitrary: fc.constant('read' as const) },
      { weight: 4, arbitrary: fc.constant('change' as const) },
      { weight: 2, arbitrary: fc.constant('set' as const) },
      { weight: 1, arbitrary: fc.constant('refresh' as const) },
      { weight: 2, arbitrary: fc.constant('begin' as const) },
      { weight: 2, arbitrary: fc.constant('end' as const) },
      { weight: 24, arbitrary: fc.constant('store' as const) },
      { weight: 6, arbitrary: fc.constant('loader' as const) },
      { weight: 2, arbitrary: fc.constant('pass' as const) },
      { weight: 1, arbitrary: fc.constant('lose' as const) },
    ),
    site: fc.nat(SITES - 1),
    key: fc.nat(KEYS.length - 1),
    way: fc.nat(30),
  }),
  { minLength: 60, maxLength: 160, size: 'max' },
);

/** A value of the origin: the version says how old it is. */
interface Value {
  readonly key: string;
  readonly version: number;
}

/** One container under test: its invocation, and what it may not see again. */
class Actor {
  readonly method: Method;
  invocation: OpenInvocation | undefined;
  hasSet = false;
  /** The oldest versions that the present invocation may see. */
  least = new Map<string, number>();

  constructor(
    readonly site: Site,
    model: Model,
  ) {
    this.method = site.method((key: string) => model.load(key), {
      ttl: 3_600_000,
      tags: ({ key, version }: Value) => [`key:${key}`, `group:${version % 2}`],
    });
  }
}

/** Several containers over a store that answers in any order, and the one order in which things were acknowledged. */
class Model {
  readonly world = new World();
  readonly actors: Actor[];
  /** The origin. */
  readonly versions = new Map(KEYS.map((key) => [key, 0]));
  /** The versions that every invocation which begins from now on has to see. */
  readonly acknowledged = new Map<string, number>();
  readonly loaders: Deferred<void>[] = [];
  readonly failures: string[] = [];
  pending = 0;

  constructor() {
    this.world.store.holds = () => true;
    this.actors = Array.from({ length: SITES }, () => new Actor(this.world.site({ timeout: '1h', lease: '1h' }), this));
  }

  /** Reads the origin at once, and answers when the model says so. */
  async load(key: string): Promise<Value> {
    const version = this.versions.get(key) ?? 0;
    const gate = deferred();
    this.loaders.push(gate);
    await gate.promise;
    return { key, version };
  }

  async step({ act, site, key, way }: Step): Promise<void> {
    const actor = this.actors[site] as Actor;
    const name = KEYS[key] as string;
    if (act === 'begin') this.begin(actor);
    else if (act === 'end') this.end(actor);
    else if (act === 'read') this.read(actor, name, () => actor.method(name));
    else if (act === 'refresh') this.read(actor, name, () => actor.method.handle.refresh(name) as Promise<unknown>);
    else if (act === 'change') this.change(actor, name, way);
    else if (act === 'set') this.set(actor, name);
    else if (act === 'store') this.release(way);
    else if (act === 'loader') this.loaders.splice(way % Math.max(1, this.loaders.length), 1)[0]?.resolve();
    else if (act === 'lose') this.lose(way);
    else this.world.clock.advance(40);
    await nextTurn();
  }

  begin(actor: Actor): void {
    this.end(actor);
    actor.least = new Map(this.acknowledged);
    actor.hasSet = false;
    actor.invocation = new OpenInvocation(actor.site.container, {});
  }

  end(actor: Actor): void {
    void actor.invocation?.end();
    actor.invocation = undefined;
  }

  within<T>(actor: Actor, work: () => T): T {
    if (actor.invocation === undefined) this.begin(actor);
    return (actor.invocation as OpenInvocation).enter(work);
  }

  read(actor: Actor, key: string, call: () => Promise<unknown>): void {
    this.pending++;
    const given = this.within(actor, call);
    const least = actor.least.get(key) ?? 0;
    given.then(
      (value) => {
        this.pending--;
        const { version } = value as Value;
        if (version < least) this.failures.push(`read ${key}: ${version} where ${least} was acknowledged or own`);
      },
      (error: unknown) => this.failures.push(String(error)),
    );
  }

  /** Changes the origin, then invalidates: by key, by member, by the tag of the key, or of all entries. */
  change(actor: Actor, key: string, way: number): void {
    const { handle } = actor.method;
    const before = this.versions.get(key) ?? 0;
    const version = before + 1;
    this.versions.set(key, version);
    const acknowledged = this.within(actor, () => {
      if (way % 4 === 0) handle.delete(key);
      else if (way % 4 === 1) handle.clear();
      else if (way % 4 === 2) return actor.site.invalidateTags(`key:${key}`);
      else return actor.site.invalidateTags(`group:${before % 2}`, `group:${version % 2}`);
      return actor.site.container.tier?.acknowledged();
    });
    this.note(actor, key, version, acknowledged);
  }

  /** Changes the origin, and sets the new value. */
  set(actor: Actor, key: string): void {
    if (actor.invocation === undefined || actor.hasSet) this.begin(actor);
    actor.hasSet = true;
    // A method that changes something begins when G was asked for, as it does in an invocation.
    const version = (this.versions.get(key) ?? 0) + 1;
    this.versions.set(key, version);
    const acknowledged = this.within(actor, () => {
      actor.method.handle.set([key], { key, version });
      return actor.site.container.tier?.acknowledged();
    });
    this.note(actor, key, version, acknowledged);
  }

  note(actor: Actor, key: string, version: number, acknowledged: Promise<void> | undefined): void {
    actor.least.set(key, version);
    this.pending++;
    void Promise.resolve(acknowledged).then(() => {
      this.pending--;
      this.acknowledged.set(key, Math.max(version, this.acknowledged.get(key) ?? 0));
    });
  }

  /** Lets one question reach the store, any of those on the way. */
  release(way: number): void {
    const { held } = this.world.store;
    held.splice(way % Math.max(1, held.length), 1)[0]?.go();
  }

  /** The store evicts an entry, of whatever kind. */
  lose(way: number): void {
    const { entries } = this.world.store;
    const keys = [...entries.keys()];
    if (keys.length > 0) entries.delete(keys[way % keys.length] as string);
  }

  async finish(): Promise<void> {
    for (let round = 0; round < 4_000 && this.pending > 0; round++) {
      this.release(round);
      for (const gate of this.loaders.splice(0)) gate.resolve();
      if (round % 10 === 9) this.world.clock.advance(40);
      await nextTurn();
    }
  }
}

describe('properties/shared epochs', function () {
  this.timeout(600_000);

  it('no read is older than an acknowledged invalidation, and own writes are seen, however the store orders what it is asked', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const model = new Model();
        for (const step of list) await model.step(step);
        await model.finish();
        expect(model.failures).to.deep.equal([]);
        expect(model.pending, 'answered').to.equal(0);
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  });
});
