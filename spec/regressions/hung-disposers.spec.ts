// Kind of fault: A disposer that never settles held up everything that waited for disposals, and the disposals after it.
import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const never = (): Promise<never> => new Promise(() => undefined);

const hung: Record<string, () => unknown> = {
  'the option dispose': () => containerSingleton(() => ({}), { name: 'hung', maxAge: '1h', dispose: never })(),
  'the name of a method': () => containerSingleton(() => ({ stop: never }), { name: 'hung', maxAge: '1h', dispose: 'stop' })(),
  'Symbol.asyncDispose': () => containerSingleton(() => ({ [Symbol.asyncDispose]: never }), { name: 'hung', maxAge: '1h' })(),
  'a method of a class': () => {
    @ContainerSingleton({ name: 'hung', maxAge: '1h' })
    class Hung {
      close(): Promise<never> {
        return never();
      }
    }
    return registry.resolve(Hung);
  },
};

describe('regression: disposers that never settle', () => {
  const reports = collectReports();
  const clock = useFakeClock();
  /** Moves the clock until something settles. */
  const settle = async (work: Promise<unknown>, seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed++) {
      await nextTurn();
      clock.advance(1_000);
    }
    expect(await stateOf(work)).to.equal('resolved');
  };

  for (const [way, build] of Object.entries(hung)) {
    it(`let the rest be disposed and registry.dispose() resolve: ${way}`, async () => {
      let closed = 0;
      containerSingleton(() => ({ close: () => closed++ }))();
      build();
      containerSingleton(() => ({ close: () => closed++ }))();
      await settle(registry.dispose(), 2);
      expect(closed).to.equal(2);
      const [warning] = await reports.warnings();
      expect([warning?.code, warning?.message]).to.deep.equal([
        'WARN_WARMSCOPE_DISPOSAL',
        'The disposal of hung failed: it has not ended within 2000 ms',
      ]);
    });

    it(`hold up no invocation but the one that replaced them: ${way}`, async () => {
      const handler = createHandler(() => 'done');
      await runInvocation({}, build);
      clock.advance(3_600_000);
      const first = handler(undefined, undefined);
      expect(await stateOf(first)).to.equal('pending');
      expect(await handler(undefined, undefined)).to.equal('done');
      await settle(first, 1);
      expect(await handler(undefined, undefined)).to.equal('done');
      await settle(registry.dispose(), 3);
    });
  }

  it('get two seconds each', async () => {
    for (const build of Object.values(hung)) build();
    const disposal = registry.dispose();
    await nextTurn();
    clock.advance(2_000);
    expect(await stateOf(disposal)).to.equal('pending');
    await settle(disposal, 6);
  });
});
