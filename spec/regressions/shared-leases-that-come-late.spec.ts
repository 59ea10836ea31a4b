import { expect } from 'chai';
import { World } from '../shared/sites.js';

// Kind of fault: A lease that the store gave after the deadline belonged to nobody: its container had gone past the store, and all others waited until it ended,
// ten seconds by default. With a proxy that hung for a moment, single calls took four seconds.
describe('regression: shared: a lease that is given too late', () => {
  for (const beginning of ['a load', 'a renewal', 'a value that is set'] as const)
    for (const late of ['its answer', 'the question'] as const)
      it(`for ${beginning}, as ${late} was late: nobody waits for it`, async () => {
        const world = new World();
        const [one, two] = [world.site({ timeout: '100ms' }), world.site()];
        const load = async (key: string): Promise<string> => key;
        const [here, there] = [one.method(load), two.method(load)];
        for (const [site, method] of [[one, here] as const, [two, there] as const]) await site.run(() => method('b'));
        const [gate, held] = late === 'its answer' ? (['delays', 'delayed'] as const) : (['holds', 'held'] as const);
        world.store[gate] = ({ kind, keys }) => kind === 'add' && keys[0]?.includes(':l:') === true;
        const begun = one.run(async () => {
          if (beginning === 'a load') await here('a');
          else if (beginning === 'a renewal') await here.handle.refresh('a');
          else here.handle.set(['a'], 'a');
        });
        await world.finished(begun);
        world.store[gate] = () => false;
        expect(world.store[held].length).to.equal(1);
        const from = world.clock.time;
        const other = two.run(() => there('a'));
        await world.settle();
        for (const question of world.store[held].splice(0)) question.go();
        expect(await world.finished(other)).to.equal('a');
        expect(world.clock.time - from).to.be.at.most(300);
        expect(world.store.keys('l')).to.deep.equal([]);
      });
});
