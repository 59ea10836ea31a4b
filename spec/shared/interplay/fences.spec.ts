import { expect } from 'chai';
import { registry } from '../../../src/index.js';
import { deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, plainly, sourceOf } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';
import { callersIn, type State } from './states.js';

/** What fences the loads of a key that are under way, in the container under test. */
const HERE: Readonly<Record<string, (scene: Scene) => unknown>> = {
  delete: ({ handle }) => handle.delete('a'),
  clear: ({ handle }) => handle.clear(),
  invalidateTags: () => registry.invalidateTags('t'),
  set: ({ handle, value }) => handle.set(['a'], value),
};

/** Mutations in another container that fence a load. */
const THERE: typeof HERE = {
  delete: ({ theirs }) => theirs.handle.delete('a'),
  clear: ({ theirs }) => theirs.handle.clear(),
  invalidateTags: ({ there }) => there.invalidateTags('t'),
  set: ({ theirs, value }) => theirs.handle.set(['a'], value),
};

/** Callers who wait while the origin gets a third version and somebody fences; then the loaders go on. */
async function fenced(state: State, place: 'here' | 'there', fence: (scene: Scene) => unknown, loaderFails = false) {
  const scene = new Scene({ options: { tags: ['t'], staleIfError: '1h' } });
  const { world } = scene;
  await scene.arrange(state);
  scene.gates.here = deferred();
  const gate = scene.gates.here;
  const calling = scene.begun(state);
  // Where the store hangs, loaders begin when that is known.
  await world.pass(state.health === 'hung' ? 260 : 0);
  scene.version = 3;
  if (loaderFails) scene.failing.add('here');
  await world.finished(place === 'here' ? scene.run(() => fence(scene)) : scene.runThere(() => fence(scene)));
  delete scene.gates.here;
  const following: Promise<unknown> = loaderFails ? Promise.resolve() : scene.run(() => gotOf(() => scene.values.value('a')));
  // It never waits for a load that was fenced before; of another container's fence it may learn only afterwards.
  const from = world.clock.time;
  if (place === 'here') await world.finished(following);
  const waited = world.clock.time - from;
  gate.resolve();
  scene.gates.there?.resolve();
  const got = await world.finished(calling);
  const next = await world.finished(following);
  return { scene, got, next, waited };
}

describe('shared/interplay: fences', () => {
  useScenes();

  for (const [what, fence] of Object.entries(HERE))
    describe(`${what} in its own container`, () => {
      inEachState(async (state) => {
        const { scene, got, next, waited } = await fenced(state, 'here', fence);
        const source = sourceOf(state);
        // Who was there before gets what was loaded for him; who waits for another container's may get either.
        const mayGet = source === 'theirs' ? [2, 3] : [plainly(state).got];
        for (const each of got) expect(each, 'what the callers get').to.be.oneOf(mayGet);
        expect(got).to.have.length(callersIn(state));
        expect(next, 'who comes afterwards').to.equal(3);
        // It waits for no load of its own container; for another one's until its lease of 3 s ends,
        // and for looks of up to 150 ms each, before the lease is seen to be gone and after.
        const isLed = state.company === 'other container leads' && state.health === 'up';
        expect(waited, 'and waits').to.be.at.most(isLed ? 3_000 + 4 * 150 : state.health === 'hung' ? 260 : 0);
        expect(await scene.local(), 'here').to.be.oneOf([3, undefined]);
        await expectSound(scene);
        expect(await scene.stored(), 'in the store').to.be.oneOf(state.health === 'up' ? [3, undefined] : [1, 3, undefined]);
        expect(await scene.later(), 'in each container, in the end').to.deep.equal([3, 3]);
      });
    });

  for (const [what, fence] of Object.entries(THERE))
    describe(`${what} in another container`, () => {
      inEachState(async (state) => {
        const { scene, got, next } = await fenced(state, 'there', fence);
        const isUp = state.health === 'up';
        for (const each of got)
          expect(each, 'what the callers get').to.be.oneOf(sourceOf(state) === 'theirs' ? [2, 3] : [plainly(state).got]);
        // Where the store is away nobody can know of it.
        expect(next, 'who comes afterwards').to.be.oneOf(isUp ? [3] : [1, 2, 3]);
        if (isUp) expect(await scene.local(), 'here').to.be.oneOf([3, undefined]);
        await expectSound(scene);
        if (isUp) expect(await scene.stored(), 'in the store').to.be.oneOf([3, undefined]);
        expect(await scene.later(), 'in each container, in the end').to.deep.equal([3, 3]);
      });
    });

  describe('delete in its own container, and the load fails: nothing that was ended stands in', () => {
    inEachState(async (state) => {
      const { got } = await fenced(state, 'here', ({ handle }) => handle.delete('a'), true);
      const source = sourceOf(state);
      const isFound = source === 'local' || source === 'store';
      const mayGet = isFound ? [1] : source === 'theirs' ? [2, 'the origin is down'] : ['the origin is down'];
      for (const each of got) expect(each).to.be.oneOf(mayGet);
    });
  });
});
