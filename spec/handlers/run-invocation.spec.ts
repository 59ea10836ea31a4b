import { expect } from 'chai';
import fc from 'fast-check';
import { currentInvocation, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('runInvocation', () => {
  collectReports();
  const clock = useFakeClock();

  it('runs work as an invocation that currentInvocation reads, and counts it', async () => {
    const { invocations } = registry.stats().container;
    const facts = await runInvocation({ id: 'r', tenantId: 't', deadline: clock.time + 70 }, async () => {
      await nextTurn();
      return [{ ...currentInvocation(), remainingMs: currentInvocation()?.remainingMs() }];
    });
    expect(facts).to.deep.equal([{ id: 'r', tenantId: 't', deadline: clock.time + 70, remainingMs: 70 }]);
    expect([registry.stats().container.invocations, currentInvocation()]).to.deep.equal([invocations + 1, undefined]);
  });

  it('needs no options; the id is random then', async () => {
    const view = await runInvocation({}, () => currentInvocation());
    expect(view?.id).to.match(/^[0-9a-f-]{36}$/);
    expect([view?.tenantId, view?.deadline, view?.remainingMs()]).to.deep.equal([
      undefined,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('gives a promise of what the work returns, and rejects with what it throws, unchanged', async () => {
    const failure = new Error('x');
    const sync = runInvocation({}, () => 5);
    expect(sync).to.be.instanceOf(Promise);
    expect(await sync).to.equal(5);
    const fail = (): never => {
      throw failure;
    };
    expect(await errorOf(() => runInvocation({}, fail))).to.equal(failure);
    expect(await errorOf(() => runInvocation({}, () => Promise.reject(failure)))).to.equal(failure);
    expect(containerRegistry.invocations.running.size).to.equal(0);
  });

  it('rejects bad options, without showing a tenant', async () => {
    const before = registry.stats().container.invocations;
    for (const [options, ...parts] of [
      [{ id: '' }, '"id"'],
      [{ id: 5 }, '"id"', 'received 5'],
      [{ deadline: '5s' }, '"deadline"', 'epoch milliseconds'],
      [{ deadline: Number.NaN }, '"deadline"'],
      [{ tenantId: '' }, '"tenantId"', 'an empty string'],
      [{ tenantId: { name: 'secret' } }, '"tenantId"', 'type object'],
      [{ tenant: 't' }, 'Unknown option "tenant"', 'id, tenantId, deadline'],
      [null as never, 'runInvocation'],
    ] as [object, ...string[]][]) {
      const error = await errorOf(() => runInvocation(options as never, () => expect.fail('ran')));
      expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      for (const part of parts) expect(error.message).to.contain(part);
      expect(error.message).not.to.contain('secret');
    }
    expect((await errorOf(() => runInvocation({}, undefined as never))).code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
    expect(registry.stats().container.invocations).to.equal(before);
  });

  it('waits for background work, in a failing invocation as well', async () => {
    for (const fails of [false, true]) {
      const gate = deferred();
      const run = runInvocation({}, () => {
        containerRegistry.background.track(gate.promise, () => expect.fail('abandoned'));
        if (fails) throw new Error('x');
      });
      run.catch(() => undefined);
      expect(await stateOf(run)).to.equal('pending');
      gate.reject(new Error('refresh failed'));
      expect(await stateOf(run)).to.equal(fails ? 'rejected' : 'resolved');
    }
  });

  it('tells what failed even while its background work goes on, and ends after that', async () => {
    const gate = deferred();
    const outcomes: boolean[] = [];
    let invocation = containerRegistry.invocations.active;
    const run = runInvocation({}, () => {
      invocation = containerRegistry.invocations.active;
      invocation?.onEnd((failed) => outcomes.push(failed));
      containerRegistry.background.track(gate.promise, () => undefined);
      throw new Error('x');
    }).catch(() => undefined);
    await nextTurn();
    expect([invocation?.hasFailed, invocation?.isOver, outcomes]).to.deep.equal([true, false, []]);
    gate.resolve();
    await run;
    expect(outcomes).to.deep.equal([true]);
  });

  it('gives a nested invocation its own context and its own background work', async () => {
    const [outerGate, innerGate] = [deferred(), deferred()];
    const track = (gate: Promise<void>): void => containerRegistry.background.track(gate, () => undefined);
    const outer = runInvocation({ id: 'outer', tenantId: 'a' }, async () => {
      track(outerGate.promise);
      const seen = await runInvocation({ id: 'inner' }, () => {
        track(innerGate.promise);
        return [currentInvocation()?.id, currentInvocation()?.tenantId];
      });
      return [...seen, currentInvocation()?.id];
    });
    expect(await stateOf(outer)).to.equal('pending');
    innerGate.resolve();
    outerGate.resolve();
    expect(await outer, 'a tenant is not inherited').to.deep.equal(['inner', undefined, 'outer']);
  });

  it('keeps hundreds of interleaved invocations apart', async () => {
    const turns = fc.array(fc.nat(3), { minLength: 1, maxLength: 6 });
    const plan = fc.array(fc.record({ turns, tenant: fc.constantFrom('a', 'b', undefined), fails: fc.boolean() }), {
      minLength: 100,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(plan, async (invocations) => {
        const runs = invocations.map(({ turns: waits, tenant, fails }, index) => {
          const deadline = clock.time + 1_000 + index;
          const expected = { id: `r${index}`, tenantId: tenant, deadline };
          return runInvocation(expected, async () => {
            for (const wait of waits) {
              await (wait === 0 ? nextTurn() : Promise.all(Array.from({ length: wait }, () => undefined)));
              const { id, tenantId, deadline: until } = currentInvocation() ?? {};
              expect({ id, tenantId, deadline: until }).to.deep.equal(expected);
            }
            if (fails) throw new Error(expected.id);
          }).then(
            () => expect(fails).to.equal(false),
            (error: Error) => {
              if (!fails || error.message !== expected.id) throw error;
            },
          );
        });
        expect(containerRegistry.invocations.running.size).to.equal(invocations.length);
        await Promise.all(runs);
        expect(containerRegistry.invocations.running.size).to.equal(0);
      }),
      { numRuns: 10 },
    );
  });
});
