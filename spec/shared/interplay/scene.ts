import type { InvocationDescription } from '../../../src/invocation/invocation.js';
import type { CacheStats } from '../../../src/registry/statistics.js';
import { deferred } from '../../support/deferred.js';
import { type Got, gotOf, type Outcome } from './outcome.js';
import { Stage, TTL } from './stage.js';
import { callersIn, type State } from './states.js';

/** What is done in a state, and what comes of it. */
export class Scene extends Stage {
  #arranged: Readonly<Record<string, number>> = {};

  /** Brings a state about; the origin has another version from then on. */
  async arrange({ having, health, company }: State): Promise<void> {
    const { world } = this;
    if (having === 'local fresh') await this.run(() => this.values.value('a'));
    else if (having !== 'nothing') await this.runThere(() => this.theirs('a'));
    await world.settle();
    if (having === 'shared stale') world.clock.advance(TTL + 1_000);
    this.version = 2;
    if (company === 'other container leads') await this.#leadThere(having);
    this.runs.here = 0;
    this.#arranged = numbersOf(this.handle.stats());
    world.store.health = health;
    world.store.asked();
  }

  /** Another container is at its loader, with the lease: where it has a fresh value, somebody refreshes it. */
  async #leadThere(having: State['having']): Promise<void> {
    this.gates.there = deferred();
    const isFresh = having === 'local fresh' || having === 'shared fresh';
    void this.runThere(() => (isFresh ? this.theirs.handle.refresh('a') : this.theirs('a'))).catch(() => undefined);
    await this.world.settle();
  }

  /** Callers who do something at one time, and what each of them gets. */
  begun(state: State, act: () => unknown = () => this.values.value('a'), as = this.given.as): Promise<Got[]> {
    const both = (): Promise<Got[]> => Promise.all([gotOf(act), gotOf(act)]);
    const one = async (): Promise<Got[]> => [await gotOf(act)];
    const calls = callersIn(state) === 1 ? [this.run(one, as)] : [this.run(both, as), this.run(one, as)];
    return Promise.all(calls).then((got) => got.flat());
  }

  /** What callers come to, letting time pass; another container that leads is done after 50 ms, unless its gate is kept. */
  async called(
    state: State,
    act: () => unknown = () => this.values.value('a'),
    { as = this.given.as, keepsGate = false }: { as?: InvocationDescription | undefined; keepsGate?: boolean } = {},
  ): Promise<Outcome> {
    const { world } = this;
    const from = world.clock.time;
    let took = 0;
    const noted = async (): Promise<unknown> => {
      try {
        return await act();
      } finally {
        took = world.clock.time - from;
      }
    };
    const calls = this.begun(state, noted, as);
    if (!keepsGate && this.gates.there !== undefined) {
      await world.pass(50);
      this.gates.there.resolve();
    }
    const got = await world.finished(calls);
    const ended = world.clock.time - from;
    await world.settle();
    return { got, took, ended };
  }

  /** The version that the container has in itself, fresh. */
  async local(): Promise<number | undefined> {
    return this.run(() => this.handle.peek('a')?.version);
  }

  /** The version that the store has for further containers; undefined where they would have to load. */
  async stored(): Promise<number | undefined> {
    const { store } = this.world;
    store.health = 'up';
    // What a container could not let go would be waited for.
    for (const key of store.keys('l')) store.entries.delete(key);
    const { when, timeout, ...options } = this.options;
    const further = this.world.site();
    const method = further.method(() => Promise.reject(new Error('not in the store')), options);
    const got = await this.world.finished(further.run(() => gotOf(() => method('a')), this.given.as));
    return typeof got === 'number' ? got : undefined;
  }

  /** What both containers serve some time after the store is back, when each has asked several times. */
  async later(): Promise<Got[]> {
    const { world } = this;
    this.gates.there?.resolve();
    world.store.health = 'up';
    let got: Got[] = [];
    // Leases of 3 s have ended then, and the store was away for no longer than a probe waits.
    const rounds = this.options.staleWhileRevalidate === undefined ? [3_000, 300] : [3_000, 300, 300];
    for (const passed of rounds) {
      world.clock.advance(passed);
      await world.settle();
      const here = await world.finished(this.run(() => gotOf(() => this.values.value('a'))));
      const there = await world.finished(this.runThere(() => gotOf(() => this.theirs('a'))));
      got = [here, there];
    }
    await world.settle();
    return got;
  }

  /** What the container has counted since the state was arranged. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      Object.entries(numbersOf(this.handle.stats())).map(([name, count]) => [name, count - (this.#arranged[name] ?? 0)]),
    );
  }
}

const numbersOf = (stats: CacheStats): Record<string, number> =>
  Object.fromEntries(Object.entries(stats).filter(([, count]) => typeof count === 'number'));
