import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** An entry was stamped when its answer came: an invalidation between question and answer was missed. */
describe('regression: shared: an entry is as old as its question', () => {
  it('a local copy that was confirmed by a question from before an invalidation is asked for again', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    let version = 1;
    const load = async () => version;
    const [here, there] = [one.method(load), two.method(load)];
    await two.run(() => there('a'));
    await one.run(() => here.handle.delete('b'));
    world.store.delays = ({ kind, keys }) => kind === 'get' && keys.length === 3;
    const early = two.run(() => there('a'));
    await world.settle();
    expect(world.store.delayed).to.have.length(1);
    version = 2;
    await one.run(() => here.handle.delete('a'));
    world.store.delays = () => false;
    const late = two.run(() => there('a'));
    await world.settle();
    for (const question of world.store.delayed.splice(0)) question.go();
    expect(await early).to.equal(1);
    expect(await late).to.equal(2);
  });

  it('so is a value of the store', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    let version = 1;
    const load = async () => version;
    const [here, there] = [one.method(load), two.method(load)];
    await one.run(() => here('a'));
    world.store.delays = ({ kind, keys }) => kind === 'get' && keys.length === 6;
    const early = two.run(() => there('a'));
    await world.settle();
    version = 2;
    await one.run(() => here.handle.delete('a'));
    world.store.delays = () => false;
    for (const question of world.store.delayed.splice(0)) question.go();
    expect(await early).to.equal(1);
    expect(await two.run(() => there('a'))).to.equal(2);
  });
});
