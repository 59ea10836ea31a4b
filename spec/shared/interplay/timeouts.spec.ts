import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, plainly, sourceOf, type Traits } from './oracle.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

const TIMEOUT = 1_000;

/** What a call gets past its timeout. */
const OPTIONS: Readonly<Record<string, [CachedOptions, Traits['window']]>> = {
  'no window': [{}, undefined],
  staleIfError: [{ staleIfError: '1h' }, 'staleIfError'],
  staleWhileRevalidate: [{ staleWhileRevalidate: '1h' }, 'staleWhileRevalidate'],
};

describe('shared/interplay: timeout', () => {
  useScenes();
  for (const [what, [options, window]] of Object.entries(OPTIONS))
    describe(`${what}: a load that takes longer`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options: { ...options, timeout: TIMEOUT } });
        await scene.arrange(state);
        scene.gates.here = deferred();
        const expected = plainly(state, { window });
        const isLate = ['loader', 'theirs'].includes(sourceOf(state, { window }));
        const { got, took, ended } = await scene.called(state, undefined, { keepsGate: true });
        const isStale = isLate && window === 'staleIfError' && state.having === 'shared stale' && state.health === 'up';
        const given = isLate ? (isStale ? 1 : 'ERR_WARMSCOPE_LOAD_TIMEOUT') : expected.got;
        expect(got, 'what the callers get').to.deep.equal(Array(callersIn(state)).fill(given));
        expect(took, 'what of it they wait').to.be.within(isLate ? TIMEOUT : 0, isLate ? TIMEOUT + 10 : 260);
        // A refresh behind the answers is waited for, past its timeout neither.
        expect(ended, 'the end').to.be.at.most(TIMEOUT + 260);
        for (const gate of Object.values(scene.gates)) gate.resolve();
        await scene.world.pass(200);
        expect(scene.runs.here, 'loads of the origin').to.equal(expected.loads);
        expect(await scene.local(), 'the late value, here').to.equal(expected.local);
        await expectSound(scene);
        expect(await scene.stored(), 'the late value, in the store').to.equal(expected.stored);
      });
    });
});
