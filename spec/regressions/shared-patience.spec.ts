import { expect } from 'chai';
import { World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

// Found by the fleet: on two busy cores every answer takes its time, and nothing was shared any more.
describe('regressions: patience with a store that answers', () => {
  const STEP_MS = 10;

  /** Lets time pass while every answer of the store takes so long. */
  async function passSlowly(world: World, milliseconds: number, answerMs: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += STEP_MS) {
      world.clock.advance(STEP_MS);
      if (passed % answerMs === 0) for (const question of world.store.held.splice(0)) question.go();
      await world.settle();
    }
  }

  for (const answerMs of [20, 50]) {
    it(`a container waits for another one's load, however often it asks meanwhile, with answers after ${answerMs} ms`, async () => {
      const world = new World();
      const loaded = deferred<string>();
      let loads = 0;
      const load = (): Promise<string> => {
        loads++;
        return loaded.promise;
      };
      const [one, two] = [world.site(), world.site()];
      const [here, there] = [one.method(load), two.method(load)];
      world.store.holds = () => true;
      const first = one.run(() => here('a'));
      await passSlowly(world, 400, answerMs);
      const second = two.run(() => there('a'));
      await passSlowly(world, 3_000, answerMs);
      loaded.resolve('value');
      await passSlowly(world, 1_000, answerMs);
      expect(await Promise.all([first, second])).to.deep.equal(['value', 'value']);
      expect(loads).to.equal(1);
      expect(there.handle.stats()).to.include({ leaseWaits: 1, sharedHits: 1, sharedErrors: 0 });
    });
  }

  it('who has no patience left still writes what was loaded, and lets the lease go', async () => {
    const world = new World();
    const loaded = deferred<string>();
    let loads = 0;
    const load = (key: string): Promise<string> | string => {
      loads++;
      return key === 'slow' ? loaded.promise : Promise.resolve(key);
    };
    const [one, two] = [world.site(), world.site()];
    const [here, there] = [one.method(load), two.method(load)];
    const both = one.run(async () => {
      const slow = here('slow');
      await world.settle();
      world.store.holds = () => true;
      const other = here('other'); // never answered: it uses up the patience of the invocation
      await world.pass(300);
      world.store.holds = () => false;
      loaded.resolve('slow');
      return [await slow, await other];
    });
    expect(await both).to.deep.equal(['slow', 'other']);
    await world.settle();
    expect(world.store.keys('l')).to.deep.equal([]);
    expect(await two.run(() => there('slow'))).to.equal('slow');
    expect(loads).to.equal(2);
  });

  it('a value that is refused is counted once for a load, however often it is looked at', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    const [here, there] = [one.method(async () => 'value'), two.method(async () => 'value')];
    await one.run(() => here('a'));
    for (const [key, { until }] of world.store.entries)
      if (key.includes(':v:')) world.store.entries.set(key, { value: Buffer.from('?'), until });
    expect(await two.run(() => there('a'))).to.equal('value');
    expect(there.handle.stats()).to.include({ refused: 1, loads: 1 });
  });
});
