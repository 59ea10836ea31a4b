import { expect } from 'chai';
import { currentInvocation } from '../../../src/index.js';
import { inEachState, useScenes } from './each-state.js';
import { expectAfter, plainly } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';

const OF_TENANTS = { options: { scope: 'tenant' }, as: { tenantId: 'acme' } } as const;

describe("shared/interplay: scope: 'tenant'", () => {
  useScenes();

  describe('callers of the tenant', () => {
    inEachState(async (state) => {
      const scene = new Scene(OF_TENANTS);
      await scene.arrange(state);
      await expectAfter(scene, state, plainly(state), await scene.called(state));
      const [here, there] = await scene.later();
      expect(here, 'the containers agree').to.equal(there);
    });
  });

  describe('a loader that reads the tenant', () => {
    inEachState(async (state) => {
      const scene = new Scene({ ...OF_TENANTS, loading: () => currentInvocation()?.tenantId });
      await scene.arrange(state);
      await expectAfter(scene, state, plainly(state), await scene.called(state));
    });
  });

  describe('callers of another tenant get nothing of it, and wait for nobody of it', () => {
    inEachState(async (state) => {
      const scene = new Scene(OF_TENANTS);
      await scene.arrange(state);
      const { got, took } = await scene.called(state, undefined, { as: { tenantId: 'globex' }, keepsGate: true });
      expect(new Set(got), 'what the callers get').to.deep.equal(new Set([2]));
      expect(scene.runs.here, 'loads of the origin').to.equal(1);
      expect(took, 'milliseconds').to.be.at.most(state.health === 'hung' ? 260 : 0);
      // The other way about as well: what was loaded for it is not for the first one.
      scene.gates.there?.resolve();
      scene.version = 3;
      const first = await scene.world.finished(scene.run(() => gotOf(() => scene.values.value('a'))));
      const { got: again } = await scene.called({ ...state, company: 'alone' }, undefined, { as: { tenantId: 'globex' } });
      // Invalidations are by bucket, whoever's: a refresh of one tenant's value may cost another one a load.
      const isRefreshed = state.company === 'other container leads' && ['local fresh', 'shared fresh'].includes(state.having);
      expect(again[0], 'what they had loaded').to.be.oneOf(isRefreshed ? [2, 3] : [2]);
      if (state.having === 'nothing' && state.company !== 'other container leads') expect(first).to.equal(3);
    });
  });
});
