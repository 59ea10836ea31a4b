import type { CacheOf } from '../../../src/decorators/cache-handle.js';
import type { CachedOptions } from '../../../src/features/features.js';
import { cacheOf, registry } from '../../../src/index.js';
import type { InvocationDescription } from '../../../src/invocation/invocation.js';
import { container } from '../../../src/registry/global.js';
import type { Deferred } from '../../support/deferred.js';
import { type Method, Site, World } from '../sites.js';
import { decorated, type Value, type Values } from './origin.js';

/** Milliseconds for which values are fresh. */
export const TTL = 10_000;

type Place = 'here' | 'there';

/** What is special about a scene. */
export interface StageOptions {
  /** The options of the method, in both containers. */
  readonly options?: CachedOptions | undefined;
  /** What its container's loader does besides. */
  readonly loading?: ((stage: Stage, place: Place, key: string) => unknown) | undefined;
  /** Callers belong to such an invocation. */
  readonly as?: InvocationDescription;
  /** The container under test is one of its own, not the one of this thread. */
  readonly isApart?: boolean;
}

/** A container under test beside another one, over one store, with an origin that has versions. */
export class Stage {
  static #end: () => unknown = () => undefined;
  readonly world = new World(6);
  readonly here: Site;
  readonly there: Site;
  readonly theirs: Method;
  readonly values: Values;
  readonly handle: CacheOf<(key: string) => Promise<Value>>;
  readonly runs = { here: 0, there: 0 };
  readonly gates: { -readonly [P in Place]?: Deferred<void> } = {};
  version = 1;
  /** The loaders of these containers fail. */
  readonly failing = new Set<Place>();
  protected readonly options: CachedOptions;

  constructor(readonly given: StageOptions = {}) {
    const { options, isApart } = given;
    const { emit } = container;
    this.options = { ttl: TTL, shared: 'interplay@1', ...options };
    this.here = isApart === true ? this.world.site({ lease: '3s' }) : new Site(this.world, { lease: '3s' }, container);
    this.there = this.world.site({ lease: '3s' });
    this.theirs = this.there.method((key: string) => this.load('there', key), this.options);
    if (isApart === true) {
      const value = this.here.method((key: string) => this.load('here', key), this.options);
      this.values = { value } as never;
      this.handle = value.handle as never;
    } else {
      const source = { load: (key: string) => this.load('here', key), present: () => this.value };
      this.values = decorated(source, this.options);
      this.handle = cacheOf(this.values, 'value');
    }
    Stage.#end = async () => {
      await this.#finish();
      const own = this.here.container;
      own.tier?.detach();
      own.tier = undefined;
      if (own !== container) return;
      container.emit = emit;
      registry.configure({ clock: undefined });
    };
  }

  /** Ends the scene, and gives the container of this thread back. */
  static async end(): Promise<void> {
    await Stage.#end();
    Stage.#end = () => undefined;
  }

  /** Lets what is still under way come to its end. */
  async #finish(): Promise<void> {
    const { store, clock } = this.world;
    for (const gate of Object.values(this.gates)) gate.resolve();
    store.health = 'up';
    store.holds = () => false;
    for (const question of store.held.splice(0)) question.go();
    await this.world.settle();
    clock.advance(60_000);
    await this.world.settle();
  }

  /** The value as the origin has it. */
  get value(): Value {
    return { version: this.version, nested: { list: [this.version] } };
  }

  async load(place: Place, key: string): Promise<Value> {
    const { value } = this;
    this.runs[place]++;
    await this.given.loading?.(this, place, key);
    await this.gates[place]?.promise;
    if (this.failing.has(place)) throw new Error('the origin is down');
    return value;
  }

  run<T>(work: () => T, description = this.given.as): Promise<Awaited<T>> {
    return this.here.run(work, description);
  }

  runThere<T>(work: () => T): Promise<Awaited<T>> {
    return this.there.run(work, this.given.as);
  }
}
