import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** G only after the epochs lost invalidations: who read the old epoch and then G took that for the present G. */
describe('regression: shared: G before and after the epochs', () => {
  const start = async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    let runs = 0;
    const methods = [one, two].map((site) => site.method(async (key: string) => `${key}${++runs}`));
    for (const [at, site] of [one, two].entries()) await site.run(() => methods[at]?.('a'));
    world.store.holds = ({ kind }) => kind === 'apply';
    return { world, one, two, here: methods[0], there: methods[1] };
  };

  for (const [what, end] of [
    ['by key', 'delete'],
    ['of a member', 'clear'],
  ] as const)
    it(`sends G, the epochs ${what}, and G again, each when the one before is acknowledged`, async () => {
      const { world, one, here } = await start();
      const work = one.run(() => void here?.handle[end]('a'));
      const sent: string[][] = [];
      for (let step = 0; step < 3; step++) {
        await world.settle();
        expect(world.store.held).to.have.length(1);
        const [question] = world.store.held.splice(0);
        sent.push([...(question?.keys ?? [])]);
        question?.go();
      }
      await work;
      expect(sent[0]).to.deep.equal(sent[2]);
      expect(sent[1]).not.to.deep.equal(sent[0]);
    });

  it('who verified between the first G and the epoch asks again after the last G', async () => {
    const { world, one, two, here, there } = await start();
    const work = one.run(() => void here?.handle.delete('a'));
    await world.settle();
    world.store.held.splice(0)[0]?.go();
    await world.settle();
    // G is new, the epoch is not: the invalidation is not acknowledged yet.
    expect(await two.run(() => there?.('a'))).to.equal('a1');
    world.store.holds = () => false;
    for (const question of world.store.held.splice(0)) question.go();
    await work;
    expect(await two.run(() => there?.('a'))).to.equal('a2');
  });
});
