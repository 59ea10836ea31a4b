import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { type Method, type Site, World } from '../shared/sites.js';
import { type Deferred, deferred, errorOf } from '../support/deferred.js';

interface Value {
  readonly list: readonly number[];
}

/** A container that finds a stale value in the store, and whose own load hangs until it is told to fail. */
async function start(options: CachedOptions = {}) {
  const world = new World();
  const [one, two] = [world.site(), world.site()];
  const all: CachedOptions = { ttl: 1_000, staleIfError: '1h', timeout: 500, ...options };
  const gate: Deferred<Value> = deferred();
  const here = one.method(() => gate.promise, all);
  const there = two.method(async () => ({ list: [1] }), all);
  await two.run(() => there('a'));
  world.clock.advance(2_000);
  return { world, one, here, gate };
}

// Kind of fault: `staleIfError` did not know of the store's stale value where a load took longer than its `timeout`.
describe('regression: a load past its timeout is no error while the store has a stale value', () => {
  const late = async (options: CachedOptions = {}, calls = 3): Promise<Value[]> => {
    const { world, one, here } = await start(options);
    const given = Array.from({ length: calls }, () => one.run(() => here('a')));
    const [values] = await Promise.all([Promise.all(given), world.pass(500)]);
    return values as Value[];
  };

  it('for who leads, and for those who join', async () => {
    expect(await late()).to.deep.equal([{ list: [1] }, { list: [1] }, { list: [1] }]);
  });

  it('also where the window is a function of the value', async () => {
    expect(await late({ staleIfError: ({ list }: Value) => list.length * 60_000 }, 1)).to.deep.equal([{ list: [1] }]);
  });

  it("as the option values has it: 'frozen'", async () => {
    for (const value of await late({ values: 'frozen' })) expect(Object.isFrozen(value.list)).to.equal(true);
  });

  it("as the option values has it: 'cloned'", async () => {
    expect(new Set(await late({ values: 'cloned' })).size).to.equal(3);
  });

  it('not past its window', async () => {
    expect(await errorOf(() => late({ staleIfError: 1_200 }))).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
  });
});

// Kind of fault: A stale value of the store stood in for an error although its own container had invalidated it while the loader was at work.
describe('regression: a stale value of the store that was ended here meanwhile stands in for nothing', () => {
  const ends: Readonly<Record<string, (site: Site, method: Method) => unknown>> = {
    delete: (_, { handle }) => handle.delete('a'),
    clear: (_, { handle }) => handle.clear(),
    invalidateTags: (site) => site.invalidateTags('t'),
  };
  for (const [what, end] of Object.entries(ends))
    for (const how of ['fails', 'is late'] as const)
      it(`${what}, and the load ${how}`, async () => {
        const { world, one, here, gate } = await start({ tags: ['t'] });
        const call = one.run(() => errorOf(() => here('a')));
        await world.settle();
        await one.run(() => end(one, here));
        if (how === 'fails') gate.reject(new Error('the origin is down'));
        else await world.pass(500);
        expect((await call).message).to.match(how === 'fails' ? /^the origin is down$/ : /timeout/);
      });
});
