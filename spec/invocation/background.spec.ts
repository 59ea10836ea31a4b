import { expect } from 'chai';
import { Background, MARGIN_MS, PATIENCE_MS } from '../../src/invocation/background.js';
import type { InvocationDescription } from '../../src/invocation/invocation.js';
import { Invocations } from '../../src/invocation/invocations.js';
import { FakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('invocation/background', () => {
  collectReports();
  const clock = new FakeClock();
  let invocations = new Invocations(clock);
  let background = new Background(clock, invocations);
  let abandoned: string[] = [];
  beforeEach(() => {
    invocations = new Invocations(clock);
    background = new Background(clock, invocations);
    abandoned = [];
  });
  afterEach(() => expect(clock.timers, 'no timer is left').to.equal(0));

  const track = (name: string): Deferred<void> => {
    const gate = deferred();
    background.track(gate.promise, () => void abandoned.push(name));
    return gate;
  };
  const begin = (description: InvocationDescription = {}, ...names: string[]) => {
    const invocation = invocations.begin(description);
    const work = invocations.enter(invocation, () => names.map(track)) as [Deferred<void>, ...Deferred<void>[]];
    return { invocation, work, drain: () => background.drain(invocation) };
  };

  it('has nothing to wait for where nothing was tracked or all of it is done', async () => {
    const { drain, work } = begin({}, 'one');
    const other = begin();
    expect(other.drain()).to.equal(undefined);
    work[0].resolve();
    await nextTurn();
    expect([drain(), background.size]).to.deep.equal([undefined, 0]);
  });

  it('waits until all work is settled, what is begun meanwhile included; rejections are handled', async () => {
    const { drain, invocation, work } = begin({}, 'one', 'two');
    const draining = drain() as Promise<void>;
    work[0].reject(new Error('down'));
    expect(await stateOf(draining)).to.equal('pending');
    const three = invocations.enter(invocation, () => track('three'));
    work[1]?.resolve();
    expect(await stateOf(draining)).to.equal('pending');
    three.resolve();
    await draining;
    expect([abandoned, background.size]).to.deep.equal([[], 0]);
    expect(background.counters).to.deep.equal({ tracked: 3, failed: 1, abandoned: 0 });
  });

  it('abandons what is not done a margin before the deadline, once; its late rejection is swallowed and counted', async () => {
    const { drain, work } = begin({ deadline: clock.time + 1_000 }, 'slow', 'quick');
    const draining = drain() as Promise<void>;
    work[1]?.resolve();
    clock.advance(1_000 - MARGIN_MS - 1);
    expect(await stateOf(draining)).to.equal('pending');
    clock.advance(1);
    await draining;
    expect([abandoned, background.size, drain()]).to.deep.equal([['slow'], 0, undefined]);
    work[0].reject(new Error('late'));
    await nextTurn();
    expect(background.counters).to.deep.equal({ tracked: 2, failed: 1, abandoned: 1 });
  });

  it('does not wait at all when the margin is reached', async () => {
    for (const left of [MARGIN_MS, 1, 0, -50]) {
      await begin({ deadline: clock.time + left }, String(left)).drain();
    }
    expect(abandoned).to.deep.equal([String(MARGIN_MS), '1', '0', '-50']);
  });

  it('is patient for a while without a deadline', async () => {
    const draining = begin({}, 'endless').drain() as Promise<void>;
    clock.advance(PATIENCE_MS - 1);
    expect(await stateOf(draining)).to.equal('pending');
    clock.advance(1);
    await draining;
    expect(abandoned).to.deep.equal(['endless']);
  });

  it('gives up work that begets work without end', async () => {
    const { drain, invocation } = begin({ deadline: clock.time + 1_000 });
    let rounds = 0;
    const again = (): void => {
      clock.advance(10);
      if (++rounds < 500) background.track(Promise.resolve().then(again), () => void abandoned.push(`round ${rounds}`));
    };
    invocations.enter(invocation, again);
    await drain();
    expect([abandoned.length > 0, rounds < 200]).to.deep.equal([true, true]);
    await nextTurn();
  });

  it('goes on when abandoning throws', async () => {
    const { drain, invocation } = begin({ deadline: clock.time }, 'one');
    invocations.enter(invocation, () =>
      background.track(new Promise(() => undefined), () => {
        throw new Error('abandoning');
      }),
    );
    invocations.enter(invocation, () => track('three'));
    await drain();
    expect([abandoned, background.size]).to.deep.equal([['one', 'three'], 0]);
  });

  it('lets each of several invocations wait for its own work only', async () => {
    const [one, two] = [begin({}, 'one'), begin({}, 'two')];
    const draining = [one.drain(), two.drain()] as [Promise<void>, Promise<void>];
    two.work[0].resolve();
    await draining[1];
    expect(await stateOf(draining[0])).to.equal('pending');
    one.work[0].resolve();
    await draining[0];
    expect(abandoned).to.deep.equal([]);
  });

  it('waits for work of no invocation, and of one that has ended, when no other is running', async () => {
    const outside = track('outside');
    const former = begin({}, 'former');
    const running = begin();
    invocations.end(former.invocation);
    const last = begin();
    expect(last.drain(), 'another one will wait').to.equal(undefined);
    invocations.end(last.invocation);
    const draining = running.drain() as Promise<void>;
    outside.resolve();
    expect(await stateOf(draining)).to.equal('pending');
    former.work[0].resolve();
    await draining;
  });

  it('abandons on a thaw what no running invocation owns', async () => {
    const outside = track('outside');
    const former = begin({}, 'former');
    invocations.end(former.invocation);
    const running = begin({}, 'running');
    background.abandonLeftovers();
    expect([abandoned, background.size]).to.deep.equal([['outside', 'former'], 1]);
    outside.reject(new Error('Signature expired'));
    running.work[0].resolve();
    await running.drain();
    expect([abandoned, background.size]).to.deep.equal([['outside', 'former'], 0]);
  });
});
