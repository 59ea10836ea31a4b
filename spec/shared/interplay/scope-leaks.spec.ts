import { expect } from 'chai';
import { currentInvocation } from '../../../src/index.js';
import { lifecycle } from '../../../src/registry/lifecycle.js';
import { inEachState, useScenes } from './each-state.js';
import { type Expected, expectAfter, plainly, sourceOf } from './oracle.js';
import { Scene } from './scene.js';
import type { StageOptions } from './stage.js';
import { callersIn, type State } from './states.js';

/** A loader that reads the invocation it runs in, from when the origin has its new version. */
const leaking: StageOptions['loading'] = (scene, place) => {
  if (scene.version === 1) return undefined;
  return place === 'here' ? currentInvocation()?.id : lifecycle.of(scene.there.container).invocations.read()?.id;
};

/** Who has led gets the value, who has joined loads for himself, and nothing of it is anywhere. */
function leaked(state: State): Expected {
  const plain = plainly(state);
  const isLed = state.company === 'other container leads' && state.health === 'up';
  const stored = isLed || plain.stored === 2 ? undefined : plain.stored;
  const source = sourceOf(state);
  if (source === 'local' || source === 'store') return { ...plain, stored };
  const callers = callersIn(state);
  const counts = { misses: 1, joins: callers - 1, uncacheable: callers, leaseWaits: isLed ? 1 : 0, sharedHits: 0 };
  return { got: 2, loads: callers, local: undefined, stored: state.having === 'shared fresh' ? 1 : stored, counts };
}

describe('shared/interplay: a loader that reads the invocation', () => {
  useScenes();
  const scopes = { container: {}, tenant: { options: { scope: 'tenant' }, as: { tenantId: 'acme' } } } as const;
  for (const [what, given] of Object.entries(scopes))
    describe(`scope: '${what}'`, () => {
      inEachState(async (state) => {
        const scene = new Scene({ ...given, loading: leaking });
        await scene.arrange(state);
        await expectAfter(scene, state, leaked(state), await scene.called(state));
        expect(scene.here.codes.includes('WARN_WARMSCOPE_SCOPE_LEAK'), 'it is said').to.equal(scene.runs.here > 0);
      });
    });
});
