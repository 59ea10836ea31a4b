import { expect } from 'chai';
import { World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

// Kind of fault: Where a value that was set could not be written to the store, what the store has was ended later than it was set: with it went, in this
// container, what somebody had set in between.
describe('regression: what was set later stays, whatever becomes of what was set before', () => {
  for (const trouble of ['down', 'hung', 'led by another container', 'up'] as const)
    for (const how of ['in one invocation', 'in two', 'a promise between'] as const)
      it(`the store is ${trouble}; ${how}`, async () => {
        const world = new World();
        const [one, two] = [world.site(), world.site()];
        let loads = 0;
        const gate = deferred();
        const here = one.method(async () => `loaded${++loads}`);
        const there = two.method(() => gate.promise.then(() => 'theirs'));
        await one.run(() => here('other'));
        if (trouble === 'led by another container') void two.run(() => there('a'));
        else world.store.health = trouble;
        await world.settle();
        loads = 0;
        const set = (value: string): Promise<void> => one.run(() => here.handle.set(['a'], value));
        if (how === 'in two') await world.finished(Promise.all([set('first'), set('second')]));
        else
          await world.finished(
            one.run(async () => {
              here.handle.set(['a'], 'first');
              if (how === 'a promise between') here.handle.set(['a'], Promise.resolve('promised'));
              await world.settle();
              here.handle.set(['a'], 'second');
              await one.container.tier?.acknowledged();
              expect(await here('a')).to.equal('second');
            }),
          );
        expect(here.handle.peek('a')).to.equal('second');
        if (trouble === 'down' || trouble === 'hung') expect(await world.finished(one.run(() => here('a')))).to.equal('second');
        expect(loads).to.equal(0);
        gate.resolve();
        await world.settle();
      });
});
