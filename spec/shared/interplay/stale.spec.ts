import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { inEachState, useScenes } from './each-state.js';
import { expectAfter, plainly, type Traits } from './oracle.js';
import { Scene } from './scene.js';

/** Stale windows, constant or by value. */
const WINDOWS: Readonly<Record<string, [CachedOptions, Traits['window']]>> = {
  staleWhileRevalidate: [{ staleWhileRevalidate: '1h' }, 'staleWhileRevalidate'],
  'staleWhileRevalidate by value': [{ staleWhileRevalidate: () => '1h' }, 'staleWhileRevalidate'],
  staleIfError: [{ staleIfError: '1h' }, 'staleIfError'],
  'staleIfError by value': [{ staleIfError: () => '1h' }, 'staleIfError'],
  both: [{ staleWhileRevalidate: '1h', staleIfError: '2h' }, 'staleWhileRevalidate'],
  'no window': [{}, undefined],
};

describe('shared/interplay: stale values', () => {
  useScenes();
  for (const [what, [options, window]] of Object.entries(WINDOWS)) {
    if (window !== undefined)
      describe(`${what}, the origin works`, () => {
        inEachState(async (state) => {
          const scene = new Scene({ options });
          await scene.arrange(state);
          await expectAfter(scene, state, plainly(state, { window }), await scene.called(state));
          const [here, there] = await scene.later();
          expect(here, 'the containers agree').to.equal(there);
        });
      });

    describe(`${what}, the origin is down`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options });
        await scene.arrange(state);
        for (const place of ['here', 'there'] as const) scene.failing.add(place);
        await expectAfter(scene, state, plainly(state, { window, fails: true }), await scene.called(state));
      });
    });
  }

  describe('errorTtl, the origin is down', () => {
    inEachState(async (state) => {
      const scene = new Scene({ options: { errorTtl: '1m' } });
      await scene.arrange(state);
      for (const place of ['here', 'there'] as const) scene.failing.add(place);
      const expected = plainly(state, { fails: true });
      await expectAfter(scene, state, expected, await scene.called(state));
      // It stays here: one more call loads nothing, and another container tries for itself.
      const again = await scene.called({ ...state, company: 'alone' });
      expect([again.got, scene.runs.here]).to.deep.equal([[expected.got], expected.loads]);
    });
  });
});
