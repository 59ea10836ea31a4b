import { expect } from 'chai';
import { registry } from '../../../src/index.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, patience } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

type Mutation = (scene: Scene) => unknown;

const drop: Mutation = ({ values }) => values.drop('a');
const dropAll: Mutation = ({ values }) => values.dropAll();
const update: Mutation = ({ values }) => values.update('a');
const elsewhere: Mutation = ({ values }) => values.updateElsewhere('a');
const retag: Mutation = () => registry.invalidateTags('t', 'other');
const set: Mutation = ({ handle, value }) => handle.set(['a'], value);
const setLater: Mutation = ({ handle, value }) => handle.set(['a'], Promise.resolve(value));
const remove: Mutation = ({ handle }) => handle.delete('a');
const refresh: Mutation = ({ handle }) => handle.refresh('a');

/** Mutations that one invocation does at one time, in this order. */
const TOGETHER: Readonly<Record<string, readonly Mutation[]>> = {
  'two of each': [drop, update, retag, set, drop, update, retag, set],
  'set, then dropped': [set, update, remove, drop, retag],
  'dropped, then set': [retag, drop, dropAll, remove, update, set],
  'set twice': [set, setLater, set, update, update],
  'a refresh among them': [drop, refresh, update, retag],
  'a refresh first': [refresh, set, remove],
  'of another class': [elsewhere, retag, elsewhere, drop],
  'many invalidations': Array.from({ length: 20 }, (_, at) => [drop, retag, dropAll][at % 3] as Mutation),
};

describe('shared/interplay: Promise.all of mutations in one invocation', () => {
  useScenes();
  for (const [what, mutations] of Object.entries(TOGETHER))
    describe(what, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options: { tags: ['t'] } });
        await scene.arrange(state);
        const mutateAndRead = async (): Promise<unknown> => {
          scene.version = 3;
          const reads = [gotOf(() => scene.values.value('a'))];
          await Promise.all([...mutations.map((mutate) => mutate(scene)), ...reads]);
          return scene.values.value('a');
        };
        const { got, ended } = await scene.called(state, mutateAndRead);
        expect(got, 'in its invocation').to.deep.equal(Array(callersIn(state)).fill(3));

        expect(ended, 'milliseconds').to.be.at.most(patience(state));
        const next = await scene.world.finished(scene.run(() => gotOf(() => scene.values.value('a'))));
        expect(next, 'in the next invocation, as the store is').to.equal(3);
        await expectSound(scene);
        expect(await scene.later(), 'in each container, in the end').to.deep.equal([3, 3]);
        expect([scene.here.tier?.pendingInvalidations, scene.there.tier?.pendingInvalidations]).to.deep.equal([0, 0]);
      });
    });
});
