import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisServer } from '../../spec/support/redis-server.js';
import { seeded } from '../../spec/support/soak/random.js';
import type { Fleet, WorkerSetup } from '../bed/fleet.js';
import type { WorkerProcess } from '../bed/worker-process.js';
import { keys, read } from '../calls.js';
import { MEMBERS } from '../messages.js';
import { type Demand, outdated, Traffic } from './traffic.js';

const WORKERS = 8;
const LOCAL_TTL_MS = 2000;
/** How long a container may need to find the store again: the longest pause of its breaker, and of its client. */
const RECOVERY_MS = 2000;

/** Eighty keys, of which one in ten invocations updates one. */
const DEMAND: Demand = {
  keys: { keyed: keys('keyed', 40), grouped: keys('grouped', 24), listed: keys('listed', 16) },
  readsInOne: 3,
  updating: 0.1,
  pauseMs: 30,
};

/** Few keys that change all the time: whoever does not hear of it is found out soon. */
export const NARROW: Demand = { ...DEMAND, keys: { keyed: keys('keyed', 4), listed: keys('listed', 2) }, updating: 0.3 };

/** When something begins, and how long it lasts, in milliseconds. */
export interface Span {
  readonly at: number;
  readonly for: number;
}

/** The course of a chaos. */
export interface Course {
  readonly lasts: number;
  /** One container is frozen. */
  readonly freeze?: Span;
  /** Redis is killed, and started again. */
  readonly outage?: Span;
  readonly demand?: Demand;
}

/** What is left when it is over. */
export interface Aftermath {
  readonly traffic: Traffic;
  /** Of all keys in all containers, those that have what the origin has. */
  readonly equal: number;
  readonly asked: number;
  readonly pending: number;
}

/** Updates through all containers, while one of them freezes and Redis is killed and comes back empty. */
export async function chaos(fleet: Fleet, course: Course, seed: number, setup: WorkerSetup = {}): Promise<Aftermath> {
  const redis = await fleet.redis();
  const options = { ...setup, members: { ttl: 60_000, localTtl: LOCAL_TTL_MS } };
  const workers = await fleet.workers(WORKERS, redis.port, options);
  const { demand = DEMAND } = course;
  const traffic = new Traffic(LOCAL_TTL_MS, demand, seeded(seed));
  fleet.onWrite = (member, key, version) => traffic.oracle.wrote({ member, key }, version, performance.now());
  await Promise.all(workers.map((worker) => worker.invoke([[read('warm-up')]])));
  const beganAt = performance.now();
  const at = (milliseconds: number): Promise<void> => sleep(Math.max(0, beganAt + milliseconds - performance.now()));
  const isOver = (): boolean => performance.now() - beganAt > course.lasts;
  await Promise.all([
    ...workers.map((worker) => traffic.drive(worker, isOver)),
    course.freeze && freezeOne(workers, course.freeze, at),
    course.outage && killRedis(redis, traffic, course.outage, at),
  ]);
  const aftermath = await lookAround(fleet, workers, traffic, demand);
  await Promise.all(workers.map((worker) => worker.kill()));
  return aftermath;
}

type At = (milliseconds: number) => Promise<void>;

async function freezeOne(workers: readonly WorkerProcess[], freeze: Span, at: At): Promise<void> {
  await at(freeze.at);
  await workers[1]?.freeze(freeze.for);
}

async function killRedis(redis: RedisServer, { oracle }: Traffic, outage: Span, at: At): Promise<void> {
  await at(outage.at);
  const from = performance.now();
  oracle.outages.push({ from, until: Number.POSITIVE_INFINITY });
  await redis.kill();
  await at(outage.at + outage.for);
  await redis.restart();
  oracle.outages.splice(0, 1, { from, until: performance.now() + RECOVERY_MS });
}

/** Lets every container say what it has for every key. */
async function lookAround(fleet: Fleet, workers: readonly WorkerProcess[], traffic: Traffic, demand: Demand): Promise<Aftermath> {
  for (const worker of workers) traffic.note(await worker.invoke([[read('keyed-0')]])); // sends what is pending
  const all = MEMBERS.flatMap((member) => (demand.keys[member] ?? []).map((key) => read(key, member)));
  let equal = 0;
  for (const worker of workers) {
    const invocation = await worker.invoke([all]);
    traffic.note(invocation);
    equal += all.length - outdated(invocation.outcomes, (member, key) => fleet.origin.versionOf(member, key)).length;
  }
  return { traffic, equal, asked: all.length * workers.length, pending: traffic.unacknowledged };
}
