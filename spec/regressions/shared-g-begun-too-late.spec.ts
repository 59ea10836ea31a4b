import { expect } from 'chai';
import { Envelopes } from '../../src/shared/envelope.js';
import { Names } from '../../src/shared/names.js';
import { World } from '../shared/sites.js';

// Kind of fault: Where the store had lost G, an invocation took the one that it began itself for the one that it had begun with: it vouched for entries whose
// epochs had been read before, and which others had invalidated in between.
describe('regression: shared: a G that was lost, and begun anew by a call beside', () => {
  const { g } = new Names('spec', new Envelopes([], 'spec'));

  for (const what of ['found in the store', 'verified'] as const)
    for (const after of ['G alone is lost again', 'all is lost again'] as const)
      it(`does not vouch for what was ${what} before, where ${after}`, async () => {
        const world = new World();
        const [one, two] = [world.site(), world.site()];
        let version = 1;
        const [here, there] = [one, two].map((site) => site.method(async () => version)) as [
          ReturnType<typeof one.method>,
          ReturnType<typeof two.method>,
        ];
        await two.run(() => there('a'));
        await one.run(() => (what === 'verified' ? here('a') : here('b')));
        world.store.entries.delete(g);
        await one.run(async () => {
          const part = what === 'verified' ? ':e:' : ':v:';
          world.store.delays = ({ kind, keys }) => kind === 'get' && keys[0]?.includes(part) === true;
          const found = here('a');
          await world.settle();
          world.store.delays = () => false;
          version = 2;
          await two.run(async () => {
            there.handle.delete('a');
            await two.container.tier?.acknowledged();
          });
          if (after === 'G alone is lost again') world.store.entries.delete(g);
          else world.store.entries.clear();
          await here('c');
          for (const question of world.store.delayed.splice(0)) question.go();
          expect(await found).to.equal(1);
        });
        expect(await one.run(() => here('a'))).to.equal(2);
      });
});
