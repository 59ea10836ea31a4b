import { expect } from 'chai';
import { registry } from '../../../src/index.js';
import type { SharedCodec } from '../../../src/shared/codec.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, patience } from './oracle.js';
import type { Value } from './origin.js';
import { gotOf } from './outcome.js';
import { Scene } from './scene.js';
import type { StageOptions } from './stage.js';
import { callersIn, type State } from './states.js';

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

/** What a write meets besides: values whose tags are not known before, that are not to be kept or cannot be stored, that are a tenant's or stale. */
const GIVEN: Readonly<Record<string, StageOptions>> = {
  'tags by value': { options: { tags: ({ version }: Value) => ['t', `v${version}`] } },
  'store refuses it': { options: { store: ({ version }: Value) => version !== 3 } },
  'it cannot be stored': { options: { shared: { id: 'interplay', version: 1, codec: refusing(3) } } },
  'stale windows': { options: { staleWhileRevalidate: '1h', staleIfError: '2h' } },
  'of a tenant': { options: { scope: 'tenant' }, as: { tenantId: 'acme' } },
};

/** Values as JSON, but for those of one version. */
function refusing(refused: number): SharedCodec {
  return {
    id: 'json',
    encode: (value) => {
      if ((value as Value).version === refused) throw new TypeError('refused');
      return Buffer.from(JSON.stringify(value));
    },
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
  };
}

/** Has callers write and then read, and looks at what everybody sees afterwards. */
async function check(state: State, given: StageOptions, write: Write, loads?: number): Promise<void> {
  const scene = new Scene(given);
  await scene.arrange(state);
  const writeAndRead = async (): Promise<unknown> => {
    scene.version = 3;
    await write(scene);
    return scene.values.value('a');
  };
  const { got, ended } = await scene.called(state, writeAndRead);
  expect(got, 'in its invocation').to.deep.equal(Array(callersIn(state)).fill(3));
  if (loads !== undefined) expect(scene.runs.here, 'loads of the origin').to.equal(loads);

  expect(ended, 'milliseconds').to.be.at.most(patience(state));
  const next = await scene.world.finished(scene.run(() => gotOf(() => scene.values.value('a'))));
  expect(next, 'in the next invocation, as the store is').to.equal(3);
  await expectSound(scene);
  expect(await scene.later(), 'in each container, in the end').to.deep.equal([3, 3]);
  expect([scene.here.tier?.pendingInvalidations, scene.there.tier?.pendingInvalidations]).to.deep.equal([0, 0]);
}

describe('shared/interplay: an own write is seen by whatever comes after it', () => {
  useScenes();
  const tagged: StageOptions = { options: { tags: ['t'] } };
  for (const [what, write] of Object.entries(SETS)) describe(what, () => inEachState((state) => check(state, tagged, write, 0)));
  for (const [what, write] of Object.entries(ENDS)) describe(what, () => inEachState((state) => check(state, tagged, write)));
  for (const [what, given] of Object.entries(GIVEN))
    describe(`@Updates: ${what}`, () => inEachState((state) => check(state, given, ({ values }) => values.update('a'))));
});
