import { expect } from 'chai';
import type { StartHook } from '../../src/registry/container.js';
import { ContainerLife } from '../../src/registry/container-life.js';
import { containerStats, provider } from '../../src/registry/container-stats.js';
import { type Clock, momentOf } from '../../src/util/clock.js';
import { FakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** What the hosts set in the environment. */
const HOSTS = ['AWS_LAMBDA_FUNCTION_NAME', 'K_SERVICE', 'FUNCTIONS_WORKER_RUNTIME'] as const;

describe('ContainerLife', () => {
  collectReports();
  keepInvariants();
  const before = HOSTS.map((name) => [name, process.env[name]] as const);
  const { performance } = globalThis;
  let clock = new FakeClock();
  const startHooks = new Set<StartHook>();
  /** The life of a container that begins now; its failures are noted. */
  const lifeOf = (clock: Clock, reported: unknown[] = []): ContainerLife =>
    new ContainerLife({ clock, beganAt: momentOf(clock), startHooks }, (error) => reported.push(error));
  let life = lifeOf(clock);
  /** The monotonic clock, by itself: a freeze stops it. */
  let counted = 0;
  beforeEach(() => {
    for (const name of HOSTS) delete process.env[name];
    counted = 0;
    serial = 0;
    startHooks.clear();
    Object.defineProperty(globalThis, 'performance', { value: { now: () => counted }, configurable: true, writable: true });
    clock = new FakeClock(1_000_000);
    life = lifeOf(clock);
  });
  afterEach(() => {
    Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true, writable: true });
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  let serial = 0;
  const running = new Set<{ readonly isOver: boolean; readonly deadline: number }>();
  /** One invocation of a handler: the hooks, then the work. */
  const run = async <T>(work: () => T): Promise<Awaited<T>> => {
    const invocation = { isOver: false, deadline: Number.POSITIVE_INFINITY };
    const hooks = life.begin({ serial: ++serial }, [...running]);
    running.add(invocation);
    try {
      if (hooks !== undefined) await hooks;
      return await work();
    } finally {
      running.delete(invocation);
      life.noteActivity();
    }
  };
  const invoke = () => run(() => undefined);
  /** How many thaws an idle time adds, `awake` being what the monotonic clock saw of it. */
  const thawsAfter = async (gap: number, awake: number): Promise<number> => {
    await invoke();
    const { thaws } = containerStats(life);
    clock.advance(gap);
    counted += awake;
    await invoke();
    return containerStats(life).thaws - thaws;
  };

  it('begins cold, with nothing counted, at the time of its clock', () => {
    clock.advance(250);
    const { id, ...rest } = containerStats(life);
    expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(rest).to.deep.equal({
      provider: 'node',
      startedAt: 1_000_000,
      ageMs: 250,
      coldStart: true,
      invocations: 0,
      thaws: 0,
      thread: 0,
    });
  });

  it('has an id that stays, another than that of any other container', () => {
    expect(containerStats(life).id).to.equal(containerStats(life).id);
    expect(containerStats(life).id).to.not.equal(containerStats(lifeOf(clock)).id);
  });

  it('is never younger than nothing, wherever the clock is stepped to', () => {
    clock.advance(-5_000);
    expect(containerStats(life)).to.include({ ageMs: 0, startedAt: 1_000_000 });
  });

  it('counts an invocation when it begins; the second one ends the cold start', async () => {
    const seen = await run(() => containerStats(life));
    expect(seen).to.include({ invocations: 1, coldStart: true });
    expect(containerStats(life)).to.include({ invocations: 1, coldStart: true });
    expect(await run(() => containerStats(life))).to.include({ invocations: 2, coldStart: false });
  });

  it('gives what the work gives, settled, and hands its failure on unchanged', async () => {
    const failure = new Error('bad event');
    const fail = (): never => {
      throw failure;
    };
    expect([await run(() => 1), await run(async () => 2)]).to.deep.equal([1, 2]);
    expect(run(() => 3)).to.be.instanceOf(Promise);
    expect(await errorOf(() => run(fail))).to.equal(failure);
    expect(await errorOf(() => run(async () => fail()))).to.equal(failure);
    expect(containerStats(life).invocations).to.equal(5);
  });

  for (const [gap, awake, thaws] of [
    [30_001, 30_001, 1],
    [30_000, 30_000, 0],
    [30_000, 15_000, 0],
    [30_000, 14_999, 1],
    [1_001, 500, 1],
    [1_001, 501, 0],
    [1_000, 0, 0],
    [0, 0, 0],
    [-60_000, 0, 0],
  ] as const) {
    it(`counts ${thaws} thaws for ${gap} ms of which the monotonic clock saw ${awake}`, async () => {
      expect(await thawsAfter(gap, awake)).to.equal(thaws);
    });
  }

  it('counts a thaw before the first invocation as any other, from the last activity on', async () => {
    clock.advance(20_000);
    life.noteActivity();
    clock.advance(20_000);
    counted = 40_000;
    await invoke();
    expect(containerStats(life).thaws).to.equal(0);
    life = lifeOf(clock);
    clock.advance(3_600_000);
    await invoke();
    expect(containerStats(life).thaws).to.equal(1);
  });

  for (const [late, thaws] of [
    [1_000, 0],
    [60_000, 1],
  ] as const) {
    it(`takes one past its deadline for over, and at work until then: ${thaws} thaws ${late} ms later`, async () => {
      await invoke();
      running.add({ isOver: true, deadline: clock.time + 40_000 });
      clock.advance(40_000 + late);
      counted += 40_000;
      await invoke();
      running.clear();
      expect(containerStats(life).thaws).to.equal(thaws);
    });
  }

  it('is idle only when the last of several invocations has ended, also by a failure', async () => {
    const [one, other] = [deferred(), deferred()];
    const running = [run(() => one.promise), run(() => other.promise)];
    one.resolve();
    await running[0];
    clock.advance(60_000);
    const third = run(() => 3);
    await third;
    expect(containerStats(life).thaws, 'one is still running').to.equal(0);
    other.reject(new Error('late'));
    await errorOf(() => running[1]);
    expect(await thawsAfter(60_000, 0)).to.equal(1);
  });

  it('knows its host by the environment, read anew each time', () => {
    const providers = HOSTS.map((name) => {
      process.env[name] = 'reports';
      const { provider } = containerStats(life);
      delete process.env[name];
      return provider;
    });
    expect([...providers, containerStats(life).provider]).to.deep.equal(['aws-lambda', 'cloud-run', 'azure-functions', 'node']);
  });

  for (const [environment, expected] of [
    [{ AWS_LAMBDA_FUNCTION_NAME: 'reports', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }, 'aws-lambda'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'reports', AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' }, 'aws-lambda-provisioned'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'reports', AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' }, 'aws-lambda-snapstart'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'reports', AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' }, 'aws-lambda-managed-instances'],
    [{ K_SERVICE: 'reports', FUNCTION_TARGET: 'handler' }, 'cloud-functions'],
    [{ FUNCTION_TARGET: 'handler' }, 'cloud-functions'],
  ] as const) {
    it(`knows ${expected} by ${JSON.stringify(environment)}`, () => {
      expect(provider(environment)).to.equal(expected);
    });
  }

  it('counts a thaw by the gaps it was given; what is left out has its default, and Infinity switches off', async () => {
    life.thaw.configure({ gap: '1h' });
    expect([await thawsAfter(3_600_000, 3_600_000), await thawsAfter(3_600_001, 3_600_001), await thawsAfter(1_001, 0)]).to.deep.equal([
      0, 1, 1,
    ]);
    life.thaw.configure({ stalledGap: 50, gap: Number.POSITIVE_INFINITY });
    expect([await thawsAfter(51, 25), await thawsAfter(51, 26), await thawsAfter(1e9, 1e9)]).to.deep.equal([1, 0, 0]);
    life.thaw.configure({});
    expect([await thawsAfter(51, 25), await thawsAfter(30_001, 30_001)]).to.deep.equal([0, 1]);
  });

  it('tells hooks how each invocation begins, and waits for them before the work', async () => {
    const starts: unknown[] = [];
    const gate = deferred();
    const hook: StartHook = (start) => {
      starts.push(start);
      return gate.promise;
    };
    startHooks.add(hook);
    const order: string[] = [];
    startHooks.add(({ thawed }) => thawed && order.push('thawed'));
    const first = run(() => order.push('first'));
    const second = run(() => order.push('second'));
    await nextTurn();
    expect([order, containerStats(life).invocations]).to.deep.equal([[], 2]);
    gate.resolve();
    await Promise.all([first, second]);
    clock.advance(60_000);
    await run(() => order.push('third'));
    startHooks.delete(hook);
    await invoke();
    expect(starts).to.deep.equal([
      { serial: 1, thawed: false, isAlone: true },
      { serial: 2, thawed: false, isAlone: false },
      { serial: 3, thawed: true, isAlone: true },
    ]);
    expect(order).to.deep.equal(['first', 'second', 'thawed', 'third']);
  });

  it('waits for nothing where no hook returns a promise', () => {
    startHooks.add(() => 5);
    expect(life.begin({ serial: 1 }, [])).to.equal(undefined);
    life.noteActivity();
  });

  it('reports what hooks throw or reject with, which breaks nothing and keeps no other hook from running', async () => {
    const reported: unknown[] = [];
    const [one, two] = [new Error('1'), new Error('2')];
    life = lifeOf(clock, reported);
    const order: string[] = [];
    startHooks.add(() => {
      throw one;
    });
    startHooks.add(() => Promise.reject(two));
    startHooks.add(() => order.push('hook'));
    expect(await run(() => order.push('work'))).to.equal(2);
    await nextTurn();
    expect([reported, order]).to.deep.equal([
      [one, two],
      ['hook', 'work'],
    ]);
  });

  it('goes on when the clock throws', async () => {
    const reported: unknown[] = [];
    const broken = { now: () => (reported.length < 9 ? 1 : 2) };
    life = lifeOf(broken, reported);
    broken.now = () => {
      throw new Error('no time');
    };
    expect([await run(() => 1), await run(() => 2), reported.length]).to.deep.equal([1, 2, 4]);
  });
});
