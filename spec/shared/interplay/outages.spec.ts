import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { deferred } from '../../support/deferred.js';
import type { Health } from '../told-store.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, plainly, sourceOf } from './oracle.js';
import type { Value } from './origin.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

const OPTIONS: Readonly<Record<string, CachedOptions>> = {
  'no further option': {},
  'tags by value': { tags: ({ version }: Value) => [`v${version}`] },
};

/** What becomes of a store that is up, and of one that is away, while loaders are at work. */
const CHANGES: Readonly<Record<string, Readonly<Record<Health, Health>>>> = {
  'goes down, or comes back': { up: 'down', down: 'up', hung: 'up' },
  'begins to hang, or changes how it is away': { up: 'hung', down: 'hung', hung: 'down' },
};

describe('shared/interplay: a store that changes while a loader is at work', () => {
  useScenes();
  for (const [what, options] of Object.entries(OPTIONS))
    for (const [how, becomes] of Object.entries(CHANGES))
      describe(`${what}: it ${how}`, () => {
        inEachState(async (state) => {
          const scene = new Scene({ options });
          const { world } = scene;
          await scene.arrange(state);
          const isLoading = sourceOf(state) === 'loader';
          if (isLoading) scene.gates.here = deferred();
          const calls = scene.begun(state);
          await world.pass(state.health === 'hung' ? 260 : 0);
          world.store.health = becomes[state.health];
          const from = world.clock.time;
          for (const gate of Object.values(scene.gates)) gate.resolve();
          const got = await world.finished(calls);
          expect(got, 'what the callers get').to.deep.equal(Array(callersIn(state)).fill(plainly(state).got));
          expect(scene.runs.here, 'loads of the origin').to.equal(
            isLoading || (sourceOf(state) === 'theirs' && scene.runs.here > 0) ? 1 : 0,
          );
          expect(world.clock.time - from, 'milliseconds until the end').to.be.at.most(260);
          await expectSound(scene);
          const [here, there] = await scene.later();
          expect(here, 'the containers agree').to.equal(there);
          expect(world.store.keys('l'), 'leases').to.deep.equal([]);
          expect([scene.here.tier?.pendingInvalidations, scene.there.tier?.pendingInvalidations]).to.deep.equal([0, 0]);
        });
      });
});
