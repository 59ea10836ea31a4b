import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { inEachState, useScenes } from './each-state.js';
import { expectAfter, plainly } from './oracle.js';
import type { Value } from './origin.js';
import { Scene } from './scene.js';

/** Options that bound, group or copy values change nothing of where a value comes from. */
const OPTIONS: Readonly<Record<string, CachedOptions>> = {
  'no further option': {},
  'ttl by value': { ttl: () => 10_000 },
  'fixed tags': { tags: ['t'] },
  'tags by value': { tags: ({ version }: Value) => ['t', `v${version}`] },
  'bounds that are not reached': { maxBytes: '1MB', maxIdle: '1h', max: 1, timeout: '1m' },
  'functions that let all pass': { store: () => true, when: () => true, errorTtl: () => '1m', weigh: () => 100 },
};

const isFrozen = ({ nested }: Value): void => void expect(Object.isFrozen(nested.list)).to.equal(true);
const isCloned = (value: Value, scene: Scene): void => void expect(scene.handle.peek('a')?.nested).not.to.equal(value.nested);

/** How values are handed out holds for those of the store as well. */
const HANDED_OUT = { frozen: isFrozen, cloned: isCloned } as const;

describe('shared/interplay: options beside the tier', () => {
  useScenes();

  for (const [what, options] of Object.entries(OPTIONS))
    describe(what, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options });
        await scene.arrange(state);
        await expectAfter(scene, state, plainly(state), await scene.called(state));
        const [here, there] = await scene.later();
        expect(here, 'the containers agree').to.equal(there);
      });
    });

  for (const [values, holds] of Object.entries(HANDED_OUT))
    describe(`values: '${values}'`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ options: { values: values as keyof typeof HANDED_OUT } });
        await scene.arrange(state);
        const call = async (): Promise<Value> => {
          const value = await scene.values.value('a');
          holds(value, scene);
          return value;
        };
        await expectAfter(scene, state, plainly(state), await scene.called(state, call));
      });
    });
});
