import { CacheHandle } from '../../src/decorators/cache-handle.js';
import { replacementOf } from '../../src/decorators/fast-path.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import type { CachedOptions } from '../../src/features/features.js';
import { perform } from '../../src/handlers/lifecycle.js';
import type { InvocationDescription } from '../../src/invocation/invocation.js';
import { CachedMember } from '../../src/registry/cached-member.js';
import { Container } from '../../src/registry/container.js';
import { invalidateTags } from '../../src/registry/invalidate-tags.js';
import { lifecycle } from '../../src/registry/lifecycle.js';
import type { SharedTierOptions } from '../../src/shared/options.js';
import { sharedTier } from '../../src/shared/shared-tier.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { ToldStore } from './told-store.js';

/** A clock of one container, that may differ from the world's. */
class SkewedClock {
  constructor(
    private readonly world: FakeClock,
    public skew = 0,
    /** For how many milliseconds the stopwatch stood still, as it may while a container is frozen. */
    public stoodStill = 0,
  ) {}

  now(): number {
    return this.world.time + this.skew;
  }

  /** The stopwatch knows no skew. */
  monotonic(): number {
    return this.world.time - this.stoodStill;
  }

  after(milliseconds: number, callback: () => void): () => void {
    return this.world.after(milliseconds, callback);
  }
}

/** A method in one container. */
export interface Method {
  (...args: unknown[]): Promise<unknown>;
  readonly handle: CacheHandle;
  readonly member: CachedMember;
}

/** One container among several that share a store. */
export class Site {
  readonly clock: SkewedClock;
  readonly warnings: WarmscopeWarning[] = [];

  constructor(
    readonly world: World,
    options: Partial<SharedTierOptions>,
    readonly container: Container = new Container(),
  ) {
    this.clock = new SkewedClock(world.clock);
    this.container.clock.use(this.clock);
    this.container.emit = (warning) => void this.warnings.push(warning);
    lifecycle.of(this.container);
    this.configure(options);
  }

  configure(options: Partial<SharedTierOptions> = {}): void {
    const tier = sharedTier(this.world.store.connect(), { prefix: 'spec', ...options });
    this.container.tier?.detach();
    this.container.tier = tier.attach(this.container);
  }

  /** A cached function of this container. */
  method(loader: (...args: never[]) => unknown, options: CachedOptions = {}): Method {
    const member = new CachedMember({
      form: 'function',
      key: undefined,
      original: loader as never,
      options: { ttl: 60_000, shared: 'value@1', name: 'Site.value', ...options },
      label: 'Site.value',
      findKeyBuilder: () => {
        throw new Error('no key builders here');
      },
      hashKey: (text) => text,
    });
    const replacement = replacementOf(member);
    this.container.caches.add(member, replacement, this.container);
    const handle = new CacheHandle(member, undefined, member.nobody);
    return Object.assign(replacement.bind(undefined) as (...args: unknown[]) => Promise<unknown>, { handle, member });
  }

  /** Runs work as an invocation. */
  run<T>(work: () => T, description: InvocationDescription = {}): Promise<Awaited<T>> {
    return perform(this.container, description, work);
  }

  async invalidateTags(...tags: string[]): Promise<void> {
    invalidateTags(this.container, tags);
    await this.container.tier?.acknowledged();
  }

  get codes(): string[] {
    return this.warnings.map(({ code }) => code);
  }

  /** The tier's own statistics. */
  get tier() {
    return this.container.tier?.stats();
  }
}

/** Several containers, one store, one time. */
export class World {
  readonly clock = new FakeClock();
  readonly store = new ToldStore(() => this.clock.time);

  /** `turns` of the event loop are enough for what goes on in between. */
  constructor(private readonly turns = 20) {}

  site(options: Partial<SharedTierOptions> = {}): Site {
    return new Site(this, options);
  }

  /** Lets everything that is under way go on. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < this.turns; turn++) await nextTurn();
  }

  /** Lets time pass step by step, and what it sets off go on. */
  async pass(milliseconds: number, step = 10): Promise<void> {
    await this.settle();
    for (let rest = milliseconds; rest > 0; rest -= step) {
      this.clock.advance(Math.min(rest, step));
      await this.settle();
    }
  }

  /** What work gives, letting time pass meanwhile. */
  async finished<T>(work: Promise<T>, most = 60_000): Promise<T> {
    let isDone = false;
    const end = (): void => {
      isDone = true;
    };
    work.then(end, end);
    await this.settle();
    for (let passed = 0; !isDone && passed < most; passed += 5) {
      this.clock.advance(5);
      await nextTurn();
      await nextTurn();
    }
    await this.settle();
    if (!isDone) throw new Error(`nothing came of it in ${most} ms`);
    return work;
  }
}
