import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, patience, plainly } from './oracle.js';
import type { Value } from './origin.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

const OPTIONS: Readonly<Record<string, CachedOptions>> = {
  'no further option': {},
  'tags by value': { tags: ({ version }: Value) => [`v${version}`] },
  staleWhileRevalidate: { staleWhileRevalidate: '1h' },
};

describe('shared/interplay: refresh', () => {
  useScenes();
  for (const [what, options] of Object.entries(OPTIONS)) {
    describe(`${what}: it loads whatever is there, waits for no lease, and ends older copies everywhere`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options });
        await scene.arrange(state);
        // While its loader is at work all callers join it.
        scene.gates.here = deferred();
        scene.world.clock.after(270, () => scene.gates.here?.resolve());
        const { got, ended } = await scene.called(state, () => scene.handle.refresh('a'));
        expect(got).to.deep.equal(Array(callersIn(state)).fill(2));
        expect(scene.runs.here, 'loads of the origin').to.equal(1);
        expect(ended, 'milliseconds').to.be.at.most(270 + patience(state));
        expect(await scene.local(), 'here').to.equal(2);
        await expectSound(scene);
        const isAlone = state.company !== 'other container leads' && state.health === 'up';
        if (isAlone) expect(await scene.stored(), 'in the store').to.equal(2);
        expect(await scene.later(), 'everywhere').to.deep.equal([2, 2]);
      });
    });

    describe(`${what}: one that fails changes nothing`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options });
        await scene.arrange(state);
        for (const place of ['here', 'there'] as const) scene.failing.add(place);
        const window = options.staleWhileRevalidate === undefined ? undefined : 'staleWhileRevalidate';
        const { local, stored } = plainly({ ...state, company: 'joined', health: 'down' }, { window, fails: true });
        const { got } = await scene.called(state, () => scene.handle.refresh('a'));
        expect(got).to.deep.equal(Array(callersIn(state)).fill('the origin is down'));
        expect(await scene.local(), 'here').to.equal(local);
        await expectSound(scene);
        expect(await scene.stored(), 'in the store').to.equal(stored);
      });
    });
  }
});
