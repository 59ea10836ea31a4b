import type { CachedOptions } from '../../../src/features/features.js';
import { inEachState, useScenes } from './each-state.js';
import { type Expected, expectAfter, plainly, sourceOf } from './oracle.js';
import type { Value } from './origin.js';
import { Scene } from './scene.js';
import type { State } from './states.js';

/** Options that refuse the new value, and take the old one. */
const OPTIONS: Readonly<Record<string, CachedOptions>> = {
  store: { store: ({ version }: Value) => version === 1 },
  'ttl by value': { ttl: ({ version }: Value) => (version === 1 ? 10_000 : 0) },
  maxBytes: { maxBytes: 100, weigh: ({ version }: Value) => (version === 1 ? 10 : 1_000) },
};

/** What is not kept is given to who has called, also to those who have joined, and is nowhere. */
function unkept(state: State): Expected {
  const { having, health, company } = state;
  const plain = plainly(state);
  const isLed = company === 'other container leads' && health === 'up';
  // A refresh ends what there was also where nothing comes in its place.
  const stored = isLed ? undefined : plain.stored === 2 ? undefined : plain.stored;
  const source = sourceOf(state);
  if (source === 'local' || source === 'store') return { ...plain, stored };
  const counts = { misses: 1, uncacheable: 1, leaseWaits: isLed ? 1 : 0, sharedHits: 0, sharedMisses: health === 'up' ? 1 : 0 };
  return { got: 2, loads: 1, local: undefined, stored: having === 'shared fresh' ? 1 : stored, counts };
}

describe('shared/interplay: values that are not to be kept', () => {
  useScenes();
  for (const [what, options] of Object.entries(OPTIONS))
    describe(what, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options });
        await scene.arrange(state);
        await expectAfter(scene, state, unkept(state), await scene.called(state));
      });
    });
});
