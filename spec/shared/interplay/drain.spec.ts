import { expect } from 'chai';
import { deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { patience, plainly, sourceOf } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';

describe('shared/interplay: drain', () => {
  useScenes();

  describe('an invocation ends when what it has for the store is there', () => {
    inEachState(async (state) => {
      const scene = new Scene();
      const { world } = scene;
      await scene.arrange(state);
      const expected = plainly(state);
      const from = world.clock.time;
      const seen = { values: -1, leases: -1, background: -1 };
      const call = scene.run(() => gotOf(() => scene.values.value('a')));
      const end = call.then(() => {
        seen.values = world.store.keys('v').length;
        seen.leases = world.store.keys('l').length;
        seen.background = (scene.here.container.background as unknown as { size: number }).size;
      });
      if (scene.gates.there !== undefined) {
        await world.pass(50);
        scene.gates.there.resolve();
      }
      expect(await world.finished(call)).to.equal(expected.got);
      await end;
      expect(seen.background, 'background work').to.equal(0);
      expect(world.clock.time - from, 'milliseconds').to.be.at.most(patience(state));
      if (state.health !== 'up') return;
      expect(seen.values, 'values').to.equal(expected.stored === undefined ? 0 : 1);
      // Another container's refresh goes on, where this one has a fresh value.
      const isOthers = scene.gates.there !== undefined && sourceOf(state) !== 'theirs';
      if (!isOthers) expect(seen.leases, 'leases').to.equal(0);
    });
  });

  describe('a refresh behind the answer is waited for, until the deadline', () => {
    inEachState(async (state) => {
      const scene = new Scene({ options: { staleWhileRevalidate: '1h' } });
      const { world } = scene;
      await scene.arrange(state);
      const source = sourceOf(state, { window: 'staleWhileRevalidate' });
      const refreshes = source === 'stale' && state.company !== 'other container leads';
      if (refreshes) scene.gates.here = deferred();
      const from = world.clock.time;
      const { got, took, ended } = await scene.called(state, undefined, { as: { deadline: from + 2_000 } });
      expect(new Set(got)).to.deep.equal(new Set([plainly(state, { window: 'staleWhileRevalidate' }).got]));
      expect(took, 'until the answers').to.be.at.most(patience(state));
      if (!refreshes) {
        expect(ended, 'until the end').to.be.at.most(patience(state));
        return;
      }
      // It hangs: given up 100 ms before the deadline, and what comes of it later is nowhere.
      expect(ended, 'until the end').to.be.within(1_890, 1_910);
      scene.gates.here?.resolve();
      await world.settle();
      expect(await scene.stored(), 'in the store').to.equal(1);
      delete scene.gates.here;
      expect(await scene.later(), 'later').to.deep.equal([2, 2]);
    });
  });
});
