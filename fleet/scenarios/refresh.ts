import { setTimeout as sleep } from 'node:timers/promises';
import { itemsOf, read } from '../calls.js';
import { atMost, exactly, pace } from '../report/row.js';
import type { Scenario } from '../scenario.js';

const WORKERS = 8;
const TTL_MS = 600;
const LOAD_MS = 400;

/** All containers find the same value past its ttl, within staleWhileRevalidate. */
export const refresh: Scenario = {
  number: '5',
  title: 'staleWhileRevalidate',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    const rounds = size === 'full' ? 5 : 2;
    const workers = await fleet.workers(WORKERS, port, { members: { ttl: TTL_MS, staleWhileRevalidate: 60_000 } });
    const invokeAll = () => Promise.all(workers.map((worker) => worker.invoke([[read('price')]])));
    await invokeAll();
    fleet.origin.loadMs = LOAD_MS;
    const refreshes: number[] = [];
    let longest = 0;
    let held = 0;
    for (let round = 0; round < rounds; round += 1) {
      await sleep(TTL_MS + 100);
      const before = fleet.origin.count();
      const answers = await invokeAll();
      answers.map(itemsOf);
      refreshes.push(fleet.origin.count() - before);
      longest = Math.max(longest, ...answers.flatMap(({ outcomes }) => outcomes.map(({ ms }) => ms)));
      held = Math.max(held, answers.filter(({ sentAt, answeredAt }) => answeredAt - sentAt >= LOAD_MS).length);
    }
    return [
      pace(exactly(`${WORKERS} processes past the ttl, ${rounds} rounds: refreshes a round`, 1, ...refreshes)),
      atMost(`longest wait of a call, with a loader of ${LOAD_MS} ms`, LOAD_MS / 2, longest, ' ms'),
      pace(atMost('invocations that ended after the refresh: the refresher itself', 1, held)),
    ];
  },
};
