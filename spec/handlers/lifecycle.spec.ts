import { expect } from 'chai';
import { perform } from '../../src/handlers/lifecycle.js';
import { FakeClock } from '../support/clock.js';
import { newContainer } from '../support/container.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('handlers/lifecycle', () => {
  const reports = collectReports();
  let clock = new FakeClock();
  let registry = newContainer();
  beforeEach(() => {
    clock = new FakeClock();
    registry = newContainer();
    registry.configure({ clock });
  });
  const run = <T>(work: () => T, description = {}) => perform(registry, description, work);

  it('waits for the hooks of its beginning, which run in no invocation', async () => {
    const gate = deferred();
    registry.startHooks.add(() => {
      expect(registry.invocations.active).to.equal(undefined);
      return gate.promise;
    });
    const call = run(() => registry.invocations.active?.serial);
    expect(await stateOf(call)).to.equal('pending');
    gate.resolve();
    expect(await call).to.equal(1);
    expect(clock.timers).to.equal(0);
  });

  it('waits half of its time for a hook that hangs, or 5 s', async () => {
    registry.startHooks.add(() => new Promise(() => undefined));
    for (const [description, limit] of [
      [{ deadline: clock.time + 2_000 }, 1_000],
      [{ deadline: clock.time + 900_000 }, 5_000],
      [{}, 5_000],
    ] as const) {
      const call = run(() => 'done', description);
      clock.advance(limit - 1);
      expect(await stateOf(call)).to.equal('pending');
      clock.advance(1);
      expect(await call).to.equal('done');
    }
  });

  it('goes on when a hook fails, and reports it once', async () => {
    const failure = new Error('validation');
    registry.startHooks.add(() => Promise.reject(failure));
    expect([await run(() => 1), await run(() => 2)]).to.deep.equal([1, 2]);
    const [warning, ...others] = await reports.warnings();
    expect([warning?.code, warning?.cause, others.length]).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND', failure, 0]);
  });

  it('abandons on a thaw what was begun before, and waits for none of it', async () => {
    const abandoned: string[] = [];
    await run(() => 1);
    registry.background.track(new Promise(() => undefined), () => void abandoned.push('outside'));
    clock.advance(3_600_000);
    await run(() => expect(abandoned).to.deep.equal(['outside']));
    expect(registry.life.thaws).to.equal(1);
  });

  it('does not wait past its deadline for what it began; the next invocation does not wait for that either', async () => {
    const gate = deferred();
    const abandoned: string[] = [];
    const call = run(() => registry.background.track(gate.promise, () => void abandoned.push('refresh')), { deadline: clock.time + 1_000 });
    await nextTurn();
    clock.advance(900);
    await call;
    expect(abandoned).to.deep.equal(['refresh']);
    expect(await run(() => 'next')).to.equal('next');
    gate.reject(new Error('Signature expired'));
    await nextTurn();
    expect(registry.background.counters).to.deep.equal({ tracked: 1, failed: 1, abandoned: 1 });
  });

  it('drains a work that is tracked while the drain is under way, by the work that it drains', async () => {
    const [first, second] = [deferred(), deferred()];
    const track = (gate: Promise<unknown>): void => registry.background.track(gate, () => expect.fail('abandoned'));
    const call = run(() => track(first.promise.then(() => track(second.promise))));
    await nextTurn();
    first.resolve();
    expect(await stateOf(call)).to.equal('pending');
    second.resolve();
    await call;
  });

  it('leaves nothing running behind a failure', async () => {
    const failure = new Error('x');
    expect(await errorOf(() => run(() => Promise.reject(failure)))).to.equal(failure);
    expect([registry.invocations.running.size, registry.life.begin({ serial: 1 }, []), clock.timers]).to.deep.equal([0, undefined, 0]);
    registry.life.noteActivity();
  });

  it('tells its listeners when its deadline passes under a handler that hangs', async () => {
    const outcomes: boolean[] = [];
    const gate = deferred();
    const call = run(
      () => {
        registry.invocations.active?.onEnd((failed) => outcomes.push(failed));
        return gate.promise;
      },
      { deadline: clock.time + 50 },
    );
    await nextTurn();
    clock.advance(50);
    expect(outcomes).to.deep.equal([true]);
    gate.resolve();
    await call;
    expect(outcomes).to.deep.equal([true]);
  });
});
