import { expect } from 'chai';
import { World } from './sites.js';

/** What a call costs: how many questions the store is asked, and how often the loader runs. */
describe('shared/paths', () => {
  const started = () => {
    const world = new World();
    let runs = 0;
    const load = async (key: string): Promise<string> => `${key}${++runs}`;
    const one = world.site();
    const two = world.site();
    return { world, one, two, of: (site = one) => site.method(load), runs: () => runs };
  };

  it('a miss asks for G, for the entry, for the lease, once more, and writes: 4 questions beside G', async () => {
    const { world, one, of, runs } = started();
    const value = of();
    await one.run(() => value('a'));
    world.store.asked();
    // Another key of the same bucket, or the same key again: its epochs exist.
    world.clock.advance(60_000);
    expect(await one.run(() => value('a'))).to.equal('a2');
    expect(world.store.questions.map(({ kind, keys }) => `${kind} ${keys.length}`)).to.deep.equal([
      'get 1',
      'get 6',
      'add 1',
      'get 6',
      'apply 2',
    ]);
    expect(runs()).to.equal(2);
  });

  it('a second container finds it with one question beside G', async () => {
    const { world, one, two, of, runs } = started();
    const [here, there] = [of(one), of(two)];
    await one.run(() => here('a'));
    world.store.asked();
    expect(await two.run(() => there('a'))).to.equal('a1');
    expect(world.store.asked()).to.equal(2);
    expect(runs()).to.equal(1);
    expect(there.handle.stats()).to.include({ misses: 1, loads: 0, sharedHits: 1, sharedMisses: 0 });
  });

  it('a further invocation asks for G once, and its further hits ask nothing', async () => {
    const { world, one, of, runs } = started();
    const value = of();
    await one.run(() => value('a'));
    world.store.asked();
    expect(await one.run(async () => [await value('a'), await value('a'), await value('a')])).to.deep.equal(['a1', 'a1', 'a1']);
    expect(world.store.asked()).to.equal(1);
    expect(runs()).to.equal(1);
  });

  it('G is not asked for in a container that has called no shared member', async () => {
    const { world, one } = started();
    await one.run(() => 1);
    expect(world.store.asked()).to.equal(0);
  });

  it('an invalidation in one container reaches the other at its next invocation', async () => {
    const { world, one, two, of } = started();
    const [here, there] = [of(one), of(two)];
    await one.run(() => here('a'));
    await two.run(() => there('a'));
    await one.run(() => here.handle.delete('a'));
    expect(await two.run(() => there('a'))).to.equal('a2');
    expect(await one.run(() => here('a'))).to.equal('a2');
    expect(one.tier?.pendingInvalidations).to.equal(0);
    expect(world.store.keys('l')).to.deep.equal([]);
  });

  it('what an unrelated invalidation leaves is confirmed by one question', async () => {
    const { world, one, two, of } = started();
    const [here, there] = [of(one), of(two)];
    await two.run(() => there('b'));
    await one.run(() => here.handle.delete('a'));
    world.store.asked();
    expect(await two.run(async () => [await there('b'), await there('b')])).to.deep.equal(['b1', 'b1']);
    expect(world.store.asked()).to.equal(2);
    expect(await two.run(() => there('b'))).to.equal('b1');
    expect(world.store.asked()).to.equal(1);
  });
});
