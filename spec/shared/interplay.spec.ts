import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { type Deferred, deferred } from '../support/deferred.js';
import { type Method, type Site, World } from './sites.js';
import type { Health } from './told-store.js';

/** What a container and the store have when a call is made. */
const HAVING = ['local fresh', 'shared fresh', 'shared stale', 'nothing'] as const;
const HEALTH: readonly Health[] = ['up', 'down', 'hung'];
const COMPANY = ['alone', 'joined', 'other container leads'] as const;

type Having = (typeof HAVING)[number];
type Company = (typeof COMPANY)[number];

const TTL = 10_000;

interface Case {
  readonly what: string;
  readonly options: CachedOptions;
  /** What is true of each value that a caller gets, beside being current. */
  readonly holds?: (value: Value, method: Method) => void;
  /** A stale value may be served. */
  readonly isStaleFine?: boolean;
  readonly tenantId?: string;
  /** It goes past the caches. */
  readonly isBypassed?: boolean;
  /** Values are not kept, so there is nothing to be found. */
  readonly isUnkept?: boolean;
}

interface Value {
  readonly version: number;
  readonly nested: { readonly list: number[] };
}

const CASES: readonly Case[] = [
  { what: 'no further option', options: {} },
  { what: 'staleWhileRevalidate', options: { staleWhileRevalidate: '1h' }, isStaleFine: true },
  { what: 'staleWhileRevalidate by value', options: { staleWhileRevalidate: () => 3_600_000 }, isStaleFine: true },
  { what: 'staleIfError', options: { staleIfError: '1h' } },
  { what: 'timeout', options: { timeout: '1m' } },
  { what: "values: 'frozen'", options: { values: 'frozen' }, holds: ({ nested }) => expect(Object.isFrozen(nested.list)).to.equal(true) },
  {
    what: "values: 'cloned'",
    options: { values: 'cloned' },
    holds: (value, { handle }) => expect(handle.peek('a')).not.to.equal(value),
  },
  { what: 'fixed tags', options: { tags: ['t'] } },
  { what: 'tags by value', options: { tags: ({ version }: Value) => ['t', `v${version}`] } },
  { what: 'maxBytes', options: { maxBytes: '1MB' } },
  { what: 'maxBytes that no value fits', options: { maxBytes: 1 }, isUnkept: true },
  { what: 'store that refuses', options: { store: () => false }, isUnkept: true },
  { what: 'ttl by value', options: { ttl: () => TTL } },
  { what: 'when that refuses', options: { when: () => false }, isBypassed: true },
  { what: "scope: 'tenant'", options: { scope: 'tenant' }, tenantId: 'acme' },
  { what: 'errorTtl', options: { errorTtl: '1m' } },
  { what: 'maxIdle', options: { maxIdle: '1h' } },
];

/** A container under test beside another one, over one store, with an origin that has versions. */
class Scene {
  readonly world = new World();
  readonly here: Site;
  readonly there: Site;
  readonly mine: Method;
  readonly theirs: Method;
  version = 1;
  loads = 0;
  gate: Deferred<void> | undefined;

  constructor(readonly given: Case) {
    this.here = this.world.site({ lease: '3s' });
    this.there = this.world.site({ lease: '3s' });
    const options = { ttl: TTL, ...given.options };
    const load = async (): Promise<Value> => {
      const { version } = this;
      this.loads++;
      await this.gate?.promise;
      return { version, nested: { list: [version] } };
    };
    this.mine = this.here.method(load, options);
    this.theirs = this.there.method(load, options);
  }

  call(site: Site, method: Method): Promise<unknown> {
    const { tenantId } = this.given;
    return site.run(() => method('a'), tenantId === undefined ? {} : { tenantId });
  }

  async arrange(having: Having): Promise<void> {
    // Both have asked before, so that G is asked for when an invocation begins.
    if (having === 'local fresh') await this.call(this.here, this.mine);
    else if (having !== 'nothing') await this.call(this.there, this.theirs);
    await this.world.settle();
    if (having === 'shared stale') this.world.clock.advance(TTL + 1_000);
    this.version = 2;
    this.loads = 0;
  }
}

/** The versions that a caller may get. */
function mayGet({ isStaleFine, isBypassed, isUnkept }: Case, having: Having, health: Health): number[] {
  if (isBypassed || isUnkept || having === 'nothing') return [2];
  if (having === 'local fresh') return [1];
  if (health !== 'up') return [2];
  if (having === 'shared fresh') return [1];
  return isStaleFine ? [1] : [2];
}

async function check(given: Case, having: Having, health: Health, company: Company): Promise<void> {
  const scene = new Scene(given);
  const { world } = scene;
  await scene.arrange(having);
  const isLed = company === 'other container leads' && health === 'up';
  if (isLed) {
    scene.gate = deferred();
    void scene.call(scene.there, scene.theirs);
    await world.settle();
  }
  world.store.health = health;
  const from = world.clock.time;
  const calls = Array.from({ length: company === 'joined' ? 3 : 1 }, () => scene.call(scene.here, scene.mine));
  if (isLed) {
    await world.pass(50);
    scene.gate?.resolve();
  }
  const values = (await world.finished(Promise.all(calls))) as Value[];
  for (const value of values) {
    expect(mayGet(given, having, health)).to.include(value.version);
    expect(value.nested.list).to.deep.equal([value.version]);
    if (!given.isUnkept && !given.isBypassed) given.holds?.(value, scene.mine);
  }
  // No more than one deadline, and what another container's load took.
  expect(world.clock.time - from).to.be.at.most(isLed ? 400 : 260);
  const isShared = !given.isUnkept && !given.isBypassed;
  if (isShared) expect(scene.loads).to.be.at.most(company === 'joined' && health === 'hung' ? 3 : 1);
  expect(world.store.keys('l')).to.deep.equal([]);
}

describe('shared/interplay', () => {
  for (const given of CASES)
    describe(given.what, () => {
      for (const having of HAVING)
        for (const health of HEALTH)
          for (const company of COMPANY) it(`${having}, the store ${health}, ${company}`, () => check(given, having, health, company));
    });
});
