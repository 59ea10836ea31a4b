import { expect } from 'chai';
import type { CachedOptions } from '../../../src/features/features.js';
import { registry } from '../../../src/index.js';
import type { InvocationDescription } from '../../../src/invocation/invocation.js';
import { inEachState, useScenes } from './each-state.js';
import { expectSound, plainly } from './oracle.js';
import { Scene } from './scene.js';
import { callersIn } from './states.js';

const door = { isOpen: true };

/** Ways past the caches: an option, the registry's switch, and the scope of a tenant where there is none. */
const WAYS: Readonly<Record<string, { options?: CachedOptions; begin?: () => unknown; as?: InvocationDescription }>> = {
  when: { options: { when: () => door.isOpen }, begin: () => Object.assign(door, { isOpen: false }) },
  'registry.configure({ bypass })': { begin: () => registry.configure({ bypass: true }) },
  'no tenant': { options: { scope: 'tenant' }, as: {} },
};

describe('shared/interplay: calls past the caches', () => {
  useScenes();
  const admit = (): void => {
    door.isOpen = true;
    registry.configure({ bypass: undefined });
  };
  afterEach(admit);

  for (const [what, { options, begin, as }] of Object.entries(WAYS))
    describe(what, () => {
      inEachState(async (state) => {
        admit();
        const scene = new Scene({ options, ...(as && { as: { tenantId: 'acme' } }) });
        await scene.arrange(state);
        const expected = plainly(state);
        begin?.();
        const asked = scene.here.tier?.questions ?? 0;
        const outcome = await scene.called(state, undefined, { as });
        const callers = callersIn(state);
        expect(outcome.got, 'what the callers get').to.deep.equal(Array(callers).fill(2));
        expect(scene.runs.here, 'loads of the origin').to.equal(callers);
        expect(outcome.ended, 'milliseconds').to.be.at.most(scene.gates.there === undefined ? 0 : 50);
        expect(scene.counts).to.deep.include({ bypasses: callers, loads: 0, misses: 0, hits: 0, joins: 0 });
        // What an invocation asks when it begins, in a container that has called a shared method before.
        const invocations = state.having === 'local fresh' ? (callers === 1 ? 1 : 2) : 0;
        expect((scene.here.tier?.questions ?? 0) - asked, 'questions').to.be.at.most(invocations);
        await expectSound(scene);
        admit();
        const isLed = state.company === 'other container leads' && state.health === 'up';
        const before = state.having === 'local fresh' || state.having === 'shared fresh' ? 1 : undefined;
        expect(await scene.local(), 'here').to.equal(state.having === 'local fresh' ? 1 : undefined);
        expect(await scene.stored(), 'in the store').to.equal(isLed ? expected.stored : before);
      });
    });
});
