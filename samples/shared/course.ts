import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisServer } from '../../spec/support/redis-server.js';
import type { Answered, DeployedFleet } from './deployed-fleet.js';

/** All reports that there are to ask for. */
export const REPORTS = ['alice', 'bob', 'carol'].flatMap((user) => ['2026-10', '2026-11'].map((month) => ({ user, month })));

/** The ttl of reports. */
const TTL_MS = 5000;
const TRAFFIC_MS = 11_000;
const OUTAGE_MS = { begins: 1000, lasts: 1500, over: 4000 };
const FROZEN_MS = 600;
const LONGEST_PAUSE_MS = 40;

/** What a fleet did in a part of the course. */
export interface Part {
  readonly loads: number;
  readonly answered: readonly Answered[];
}

/** What is told of a fleet. */
export interface CourseResult {
  readonly coldFleet: Part;
  readonly traffic: Part;
  readonly coldContainer: Part;
  /** Orders in the report that the frozen container gave first, beyond those it had before; one was added meanwhile. */
  readonly newOrdersSeen: number;
  readonly outage: Part;
  readonly failures: number;
}

/** The course that both fleets go through. */
export async function goThrough(fleet: DeployedFleet, redis: RedisServer): Promise<CourseResult> {
  const coldFleet = await part(fleet, () => all(fleet, (number) => fleet.invoke(number, { requests: REPORTS })));
  const traffic = await part(fleet, () => drive(fleet, TRAFFIC_MS));
  await sleep(TTL_MS);
  await all(fleet, (number) => fleet.invoke(number, { requests: REPORTS })); // everybody has everything, just loaded
  const coldContainer = await part(fleet, async () => [await fleet.invoke(fleet.add(), { requests: REPORTS })]);
  const newOrdersSeen = await freezeOne(fleet);
  const outage = await part(fleet, async () => {
    const [answers] = await Promise.all([drive(fleet, OUTAGE_MS.over), restart(redis)]);
    return answers;
  });
  return { coldFleet, traffic, coldContainer, newOrdersSeen, outage, failures: fleet.failures.length };
}

async function part(fleet: DeployedFleet, work: () => Promise<readonly (Answered | undefined)[]>): Promise<Part> {
  const before = fleet.loads;
  const answers = await work();
  return { loads: fleet.loads - before, answered: answers.filter((answer) => answer !== undefined) };
}

function all<T>(fleet: DeployedFleet, work: (number: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: fleet.size }, (_, number) => work(number)));
}

/** Each container gets one event after the other, each of them for two reports. */
async function drive(fleet: DeployedFleet, milliseconds: number): Promise<(Answered | undefined)[]> {
  const until = performance.now() + milliseconds;
  const answers = await all(fleet, async (number) => {
    const own: (Answered | undefined)[] = [];
    for (let turn = number; performance.now() < until; turn += 1) {
      const requests = [REPORTS[turn % REPORTS.length], REPORTS[(turn * 5 + 1) % REPORTS.length]].filter((each) => each !== undefined);
      own.push(await fleet.invoke(number, { requests }));
      await sleep((turn * 17) % LONGEST_PAUSE_MS);
    }
    return own;
  });
  return answers.flat();
}

/** While a container is frozen, another one adds an order to a report that both have. */
async function freezeOne(fleet: DeployedFleet): Promise<number> {
  const [user, month] = ['alice', '2026-10'];
  const ask = async (number: number): Promise<number> =>
    (await fleet.invoke(number, { requests: [{ user, month }] }))?.answer.reports[0]?.orders ?? 0;
  const [, before] = [await ask(0), await ask(1)];
  await fleet.freeze(1, FROZEN_MS, async () => {
    const over = sleep(FROZEN_MS);
    await fleet.invoke(0, { addOrder: { user, month, amount: 1000 } });
    await over;
  });
  return (await ask(1)) - before;
}

async function restart(redis: RedisServer): Promise<void> {
  await sleep(OUTAGE_MS.begins);
  await redis.kill();
  await sleep(OUTAGE_MS.lasts);
  await redis.restart();
}
