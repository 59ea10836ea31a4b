import type { Fleet, WorkerSetup } from '../bed/fleet.js';
import type { WorkerProcess } from '../bed/worker-process.js';
import { itemOf, read, update } from '../calls.js';
import { atMost, exactly, pace, type Row } from '../report/row.js';
import type { Scenario } from '../scenario.js';
import { until } from '../until.js';

const LOAD_MS = 20;
const TIMEOUT_MS = 250;
/** Long enough to be known for a freeze: the monotonic clock lost more than a second. */
const FROZEN_MS = 1300;
/** How long an answer of the store is on its way. */
const ANSWER_MS = 200;

/** Containers that sleep, while the world goes on and their connections end. */
export const freeze: Scenario = {
  number: '4',
  title: 'Freeze',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    fleet.origin.loadMs = LOAD_MS;
    const times = size === 'full' ? 3 : 1;
    return [
      ...(await wake(fleet, port, times, 'cut')),
      ...(await wake(fleet, port, times, 'hang')),
      ...(await betweenQuestionAndAnswer(fleet, port, size === 'full' ? [50, 150, 230, 300] : [150, 250])),
      ...(await leaderPastItsLease(fleet, port)),
    ];
  },
};

/** A container behind a proxy of its own, and one that is connected directly. */
async function pair(fleet: Fleet, port: number, setup: WorkerSetup) {
  const proxy = await fleet.proxy(port);
  const sleeper = await fleet.worker(proxy.port, setup);
  const other = await fleet.worker(port, setup);
  return { proxy, sleeper, other };
}

/** While a container sleeps, its connection ends or goes dead, and another one updates what it has. */
async function wake(fleet: Fleet, port: number, times: number, what: 'cut' | 'hang'): Promise<Row[]> {
  const fresh: number[] = [];
  const waits: number[] = [];
  for (let time = 0; time < times; time += 1) {
    for (const client of ['ioredis', 'node-redis'] as const) {
      const { proxy, sleeper, other } = await pair(fleet, port, {
        client,
        tier: { prefix: `wake-${what}-${time}-${client}`, timeout: TIMEOUT_MS },
      });
      for (const worker of [sleeper, other]) await worker.invoke([[read('price')]]);
      const written = { version: 0 };
      await sleeper.freeze(FROZEN_MS, async () => {
        proxy[what]();
        written.version = itemOf(await other.invoke([[update('price')]])).version;
      });
      const invocation = await sleeper.invoke([[read('price')]]);
      fresh.push(itemOf(invocation).version - written.version);
      waits.push(invocation.answeredAt - invocation.sentAt);
      await Promise.all([sleeper.kill(), other.kill()]);
    }
  }
  const title = what === 'cut' ? 'socket closed meanwhile' : 'socket dead meanwhile';
  const limit = what === 'cut' ? 50 : TIMEOUT_MS + LOAD_MS + 30;
  return [
    exactly(`${title}: versions behind in the first invocation`, 0, ...fresh),
    atMost(`${title}: longest first invocation`, limit, Math.max(...waits), ' ms'),
  ];
}

/** Containers sleep while the answer of the store is on its way, past the ttl of the value in it; each from another moment on. */
async function betweenQuestionAndAnswer(fleet: Fleet, port: number, moments: readonly number[]): Promise<Row[]> {
  const served = await Promise.all(moments.map((moment) => sleepOnAnswer(fleet, port, moment)));
  return [
    exactly('frozen between question and answer: served past the ttl, then', 0, ...served.map(({ then }) => Number(then))),
    exactly('  and by the next invocation', 0, ...served.map(({ next }) => Number(next))),
  ];
}

/** Whether a value past its ttl was served by the invocation that was frozen, and by the one after it. */
async function sleepOnAnswer(fleet: Fleet, port: number, moment: number): Promise<{ then: boolean; next: boolean }> {
  const ttl = 1500;
  const { proxy, sleeper, other } = await pair(fleet, port, { tier: { prefix: `between-${moment}`, timeout: 1000 }, members: { ttl } });
  await sleeper.invoke([[read('warm-up')]]);
  const old = itemOf(await other.invoke([[read('price')]]));
  proxy.delay(ANSWER_MS);
  const beganAt = performance.now();
  const asked = sleeper.invoke([[read('price')]]);
  await until(() => performance.now() - beganAt > moment);
  await sleeper.freeze(ttl);
  const then = itemOf(await asked).load === old.load && performance.now() - beganAt > ttl;
  proxy.delay(0);
  const next = itemOf(await sleeper.invoke([[read('price')]])).load === old.load;
  await Promise.all([sleeper.kill(), other.kill()]);
  return { then, next };
}

/** A container sleeps with its loader's result, until another one has taken its lease over and loaded what is newer. */
async function leaderPastItsLease(fleet: Fleet, port: number): Promise<Row[]> {
  const setup = { tier: { prefix: 'late', lease: 800 } };
  const [leader, other, third] = (await fleet.workers(3, port, setup)) as [WorkerProcess, WorkerProcess, WorkerProcess];
  for (const worker of [leader, other, third]) await worker.invoke([[read('warm-up')]]);
  fleet.origin.loadMs = 300;
  const before = fleet.origin.count();
  const late = leader.invoke([[read('price')]]);
  await until(() => fleet.origin.count() > before);
  const newest = { version: 0 };
  await leader.freeze(2500, async () => {
    fleet.origin.write('keyed', 'price'); // nobody is told: only the lease keeps the late write out
    newest.version = itemOf(await other.invoke([[read('price')]])).version;
  });
  fleet.origin.loadMs = LOAD_MS;
  await late;
  const seen = itemOf(await third.invoke([[read('price')]])).version;
  await Promise.all([leader, other, third].map((worker) => worker.kill()));
  return [
    exactly('leader frozen past its lease: versions that its late write took back', 0, newest.version - seen),
    pace(exactly('  loads: its own, and that of who took the lease over', 2, fleet.origin.count() - before)),
  ];
}
