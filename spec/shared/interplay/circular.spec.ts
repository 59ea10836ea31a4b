import { expect } from 'chai';
import { inEachState, useScenes } from './each-state.js';
import { type Expected, expectAfter, plainly, sourceOf } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';
import type { StageOptions } from './stage.js';
import type { State } from './states.js';

/** Loaders that come to wait for themselves, from when the origin has its new version: at once, or by way of another key. */
const LOADERS: Readonly<Record<string, StageOptions['loading']>> = {
  itself: (scene, place, key) => (place === 'here' && scene.version === 2 ? scene.values.value(key) : undefined),
  'by another key': (scene, place, key) =>
    place === 'here' && scene.version === 2 ? scene.values.value(key === 'a' ? 'b' : 'a') : undefined,
};

/** An error where its own loader runs; values that are there, or that another container loads, need no loader. */
function circular(state: State, runs: number): Expected {
  const plain = plainly(state);
  if (sourceOf(state) !== 'loader') return plain;
  const stored = state.having === 'shared fresh' ? 1 : undefined;
  return { got: 'ERR_WARMSCOPE_CIRCULAR_LOAD', loads: runs, local: undefined, stored, counts: { loadErrors: runs } };
}

describe('shared/interplay: circular loads', () => {
  useScenes();
  for (const [what, loading] of Object.entries(LOADERS))
    describe(what, () => {
      inEachState(async (state) => {
        const scene = new Scene({ loading });
        await scene.arrange(state);
        const expected = circular(state, what === 'itself' ? 1 : 2);
        await expectAfter(scene, state, expected, await scene.called(state));
        // The key can be loaded as before.
        scene.version = 3;
        scene.world.clock.advance(11_000);
        expect(await scene.world.finished(scene.run(() => gotOf(() => scene.values.value('a'))))).to.equal(3);
      });
    });
});
