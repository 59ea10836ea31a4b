import { expect } from 'chai';
import { registry } from '../../../src/index.js';
import { expectSound, patience } from './oracle.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';
import { callersIn, inEachState } from './states.js';
import { useScenes } from './use-scenes.js';

/** A change of the origin, told to the cache in one way. */
type Write = (scene: Scene) => unknown;

/** Writes that give the value: the cache has it at once, without a load. */
const SETS: Readonly<Record<string, Write>> = {
  '@Updates': ({ values }) => values.update('a'),
  'set of a value': ({ handle, value }) => handle.set(['a'], value),
  'set of a promise': ({ handle, value }) => handle.set(['a'], Promise.resolve(value)),
};

/** Writes that end what there is. */
const ENDS: Readonly<Record<string, Write>> = {
  '@Updates of another class': ({ values }) => values.updateElsewhere('a'),
  '@Invalidates by key': ({ values }) => values.drop('a'),
  '@Invalidates of a method': ({ values }) => values.dropAll(),
  '@Invalidates by tags': ({ values }) => values.retag(),
  'registry.invalidateTags': () => registry.invalidateTags('t'),
  delete: ({ handle }) => handle.delete('a'),
  clear: ({ handle }) => handle.clear(),
};

describe('shared/interplay: an own write is seen by whatever comes after it', () => {
  useScenes();
  for (const [what, write] of [...Object.entries(SETS), ...Object.entries(ENDS)])
    describe(what, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options: { tags: ['t'] } });
        await scene.arrange(state);
        const writeAndRead = async (): Promise<unknown> => {
          scene.version = 3;
          await write(scene);
          return scene.values.value('a');
        };
        const { got, ended } = await scene.called(state, writeAndRead);
        expect(got, 'in its invocation').to.deep.equal(Array(callersIn(state)).fill(3));
        if (Object.hasOwn(SETS, what)) expect(scene.runs.here, 'loads of the origin').to.equal(0);
        expect(ended, 'milliseconds').to.be.at.most(patience(state));
        const next = await scene.world.finished(scene.run(() => gotOf(() => scene.values.value('a'))));
        expect(next, 'in the next invocation, as the store is').to.equal(3);
        await expectSound(scene);
        expect(await scene.later(), 'in each container, in the end').to.deep.equal([3, 3]);
        expect([scene.here.tier?.pendingInvalidations, scene.there.tier?.pendingInvalidations]).to.deep.equal([0, 0]);
      });
    });
});
