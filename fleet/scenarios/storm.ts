import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet, WorkerSetup } from '../bed/fleet.js';
import { itemsOf, keys, read } from '../calls.js';
import { exactly, pace, told } from '../report/row.js';
import type { Scenario } from '../scenario.js';

const WORKERS = 8;
const KEYS = 20;
const TTL_MS = 2500;

/** All containers ask for the same cold keys at once, and again each time they have expired. */
export const storm: Scenario = {
  number: '1',
  title: 'Storm',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    const rounds = size === 'full' ? 6 : 3;
    const withLeases = await loadsInRounds(fleet, port, rounds, {});
    const without = await loadsInRounds(fleet, port, 1, { tier: { prefix: 'no-leases' }, without: 'leases' });
    return [
      pace(exactly(`${WORKERS} processes, ${KEYS} keys, ${rounds} expiries: loads a round`, KEYS, ...withLeases)),
      {
        ...told('control: the same without leases', without.join(' ')),
        toReach: `> ${KEYS}`,
        isReached: without.every((loads) => loads > KEYS),
      },
    ];
  },
};

/** How many loads the origin saw in each round. */
async function loadsInRounds(fleet: Fleet, port: number, rounds: number, setup: WorkerSetup): Promise<number[]> {
  const workers = await fleet.workers(WORKERS, port, { ...setup, members: { ttl: TTL_MS } });
  for (const worker of workers) await worker.invoke([keys(worker.name, KEYS).map((key) => read(key))]); // its code is warm
  const counts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = fleet.origin.count();
    const answers = await Promise.all(workers.map((worker) => worker.invoke([keys('storm', KEYS).map((key) => read(key))])));
    answers.map(itemsOf);
    counts.push(fleet.origin.count() - before);
    await sleep(TTL_MS + 50);
  }
  await Promise.all(workers.map((worker) => worker.kill()));
  return counts;
}
