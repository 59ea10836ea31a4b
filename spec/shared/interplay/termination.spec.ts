import { expect } from 'chai';
import { containerSingleton, disposeOnTermination } from '../../../src/index.js';
import { deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { plainly, sourceOf } from './oracle.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

/** Stands for the client of the store, which a container disposes when its process is told to end. */
class Client {
  isOpen = true;
}

/** Sends this process a signal that ends nothing but what the package does about it. */
function useSignals(): () => void {
  let others: NodeJS.SignalsListener[] = [];
  let stop: () => void = () => undefined;
  const keep = (): void => undefined;
  before(() => {
    others = process.listeners('SIGTERM') as NodeJS.SignalsListener[];
    process.removeAllListeners('SIGTERM');
    // A listener of the host's own decides when the process ends.
    process.on('SIGTERM', keep);
  });
  after(() => {
    stop();
    process.removeAllListeners('SIGTERM');
    for (const listener of others) process.on('SIGTERM', listener);
  });
  return () => {
    stop = disposeOnTermination();
    process.emit('SIGTERM', 'SIGTERM');
  };
}

describe('shared/interplay: SIGTERM', () => {
  useScenes();
  const terminate = useSignals();

  describe('invocations end as ever, what they write is written, and then the client is disposed', () => {
    inEachState(async (state) => {
      const scene = new Scene();
      const { world, here } = scene;
      await scene.arrange(state);
      let questions = -1;
      const clientOf = containerSingleton(() => new Client(), {
        name: 'interplay client',
        dispose: (client) => {
          client.isOpen = false;
          questions = here.tier?.questions ?? -1;
        },
      });
      const source = sourceOf(state);
      if (source === 'loader') scene.gates.here = deferred();
      const client = await scene.run(clientOf);
      const calls = scene.begun(state);
      await world.pass(state.health === 'hung' ? 260 : 0);
      terminate();
      await world.settle();
      const isRunning = source === 'loader' || source === 'theirs';
      expect(client.isOpen, 'its client is there while invocations run').to.equal(isRunning);
      for (const gate of Object.values(scene.gates)) gate.resolve();
      const expected = plainly(state);
      expect(await world.finished(calls), 'what the callers get').to.deep.equal(Array(callersIn(state)).fill(expected.got));
      await world.settle();
      expect(client.isOpen, 'afterwards').to.equal(false);
      expect(here.tier?.questions, 'questions after the end of the client').to.equal(questions);
      if (state.health === 'up') expect(world.store.keys('l'), 'leases').to.deep.equal([]);
      expect(await scene.stored(), 'the store has').to.equal(expected.stored);
    });
  });

  describe('an invalidation that is on its way is sent before the client is disposed', () => {
    inEachState(async (state) => {
      const scene = new Scene();
      const { world, here } = scene;
      await scene.arrange(state);
      let pending = -1;
      const clientOf = containerSingleton(() => new Client(), {
        name: 'interplay client',
        dispose: () => {
          pending = here.tier?.pendingInvalidations ?? -1;
        },
      });
      await scene.run(clientOf);
      world.store.holds = ({ kind }) => kind === 'apply';
      const calls = scene.begun(state, () => scene.handle.delete('a'));
      await world.settle();
      terminate();
      await world.settle();
      const isUp = state.health === 'up';
      expect(pending, 'it waits').to.equal(state.health === 'down' ? 1 : -1);
      world.store.holds = () => false;
      for (const question of world.store.held.splice(0)) question.go();
      for (const gate of Object.values(scene.gates)) gate.resolve();
      await world.finished(calls);
      await world.settle();
      expect(pending, 'pending when it is disposed').to.equal(isUp ? 0 : 1);
      if (isUp) expect(await scene.stored(), 'the store has').to.equal(undefined);
    });
  });
});
