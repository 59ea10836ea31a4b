import { expect } from 'chai';
import { handlerOf } from '../../../src/handlers/handler.js';
import type { InvokeEvent } from '../../../src/hosts/lambda-extensions-api.js';
import { lifecycle } from '../../../src/registry/lifecycle.js';
import { type Deferred, deferred } from '../../support/deferred.js';
import { inEachState, useScenes } from './each-state.js';
import { patience, plainly, sourceOf } from './oracle.js';
import { type Got, gotOf } from './outcome.js';
import { Scene } from './scene.js';

/** The container's extension, whose `next` lets the container freeze. */
async function extended(scene: Scene): Promise<Deferred<InvokeEvent>[]> {
  const events: Deferred<InvokeEvent>[] = [];
  const cycle = lifecycle.of(scene.here.container);
  cycle.stopListening = () => undefined;
  const next = (): Promise<InvokeEvent> => {
    const event = deferred<InvokeEvent>();
    events.push(event);
    return event.promise;
  };
  cycle.extension.start({ AWS_LAMBDA_RUNTIME_API: 'h' }, () => ({ register: async () => 'id', next }));
  await cycle.extension.registered;
  await scene.world.settle();
  return events;
}

describe("shared/interplay: background: 'after-response'", () => {
  useScenes();

  describe('the answer waits for no write, and the container freezes when all is written', () => {
    inEachState(async (state) => {
      const scene = new Scene({ isApart: true });
      const { world } = scene;
      const { store } = world;
      const events = await extended(scene);
      await scene.arrange(state);
      // A store that takes its time with values.
      let isOpen = false;
      const taken = store.holds;
      store.holds = (question) =>
        !isOpen && question.kind === 'apply' && question.keys.some((key) => key.includes(':v:')) && scene.gates.there === undefined;
      const handler = handlerOf(() => gotOf(() => scene.values.value('a')), { background: 'after-response' }, scene.here.container);
      const from = world.clock.time;
      const answer = handler('event', { awsRequestId: 'r-1' }) as Promise<Got>;
      events[0]?.resolve({ requestId: 'r-1', deadlineMs: Number.POSITIVE_INFINITY });
      if (scene.gates.there !== undefined) {
        await world.pass(50);
        scene.gates.there.resolve();
      }
      const expected = plainly(state);
      expect(await world.finished(answer), 'the answer').to.equal(expected.got);
      expect(world.clock.time - from, 'milliseconds').to.be.at.most(patience(state));
      const isWriting = sourceOf(state) === 'loader' && state.health === 'up' && scene.gates.there === undefined;
      expect([store.held.length, events.length], 'what is held, events asked for').to.deep.equal(isWriting ? [1, 1] : [0, 2]);
      isOpen = true;
      store.holds = taken;
      for (const question of store.held.splice(0)) question.go();
      await world.settle();
      expect(events.length, 'events asked for').to.equal(2);
      if (state.health === 'up') expect(store.keys('l'), 'leases').to.deep.equal([]);
      expect(await scene.stored(), 'the store has').to.equal(expected.stored);
    });
  });
});
