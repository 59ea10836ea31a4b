import { itemOf, read } from '../calls.js';
import { atMost, exactly, pace } from '../report/row.js';
import type { Scenario } from '../scenario.js';
import { until } from '../until.js';

const WORKERS = 8;
const LOAD_MS = 200;
/** What a waiter may need beyond lease and load: its next look at the lease, and a machine that is busy. */
const SLACK_MS = 600;

/** The container that loads is killed -9 while all others wait for it. */
export const leaderKilled: Scenario = {
  number: '2',
  title: 'Leader killed -9',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    const lease = size === 'full' ? 3000 : 1500;
    const [leader, ...others] = await fleet.workers(WORKERS, port, { tier: { lease } });
    if (leader === undefined) throw new Error('There is no worker.');
    await Promise.all([leader, ...others].map((worker) => worker.invoke([[read('warm-up')]])));
    fleet.origin.loadMs = LOAD_MS;
    const [before, beganAt] = [fleet.origin.count(), performance.now()];
    const killed = leader.invoke([[read('wanted')]]).catch(() => undefined);
    await until(() => fleet.origin.count() > before);
    const waiting = others.map((worker) => worker.invoke([[read('wanted')]]));
    await until(() => performance.now() - beganAt > LOAD_MS / 2);
    await leader.kill();
    await killed;
    const answered = await Promise.all(waiting);
    const last = Math.max(...answered.map(({ answeredAt }) => answeredAt)) - beganAt;
    return [
      pace(exactly('loads in all', 2, fleet.origin.count() - before)),
      exactly(`of ${others.length} others, answered`, others.length, answered.map(itemOf).filter(({ key }) => key === 'wanted').length),
      atMost(
        `last answer: lease ${lease} + load ${LOAD_MS}, and ${SLACK_MS} for polls`,
        lease + LOAD_MS + SLACK_MS,
        Math.round(last),
        ' ms',
      ),
    ];
  },
};
