import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet, WorkerSetup } from '../bed/fleet.js';
import { itemOf, keys, read } from '../calls.js';
import { atMost, exactly, pace, told } from '../report/row.js';
import type { Scenario } from '../scenario.js';

const TTL_MS = 1500;
const KEYS = 8;
const STEP_MS = 60;

/** By how many milliseconds the wall clocks of a writer and of a reader are ahead. */
type Skew = readonly [writer: number, reader: number];

/** What the readers of one pair were given. */
interface Found {
  readonly pastTtl: number;
  readonly latestMs: number;
  readonly sharedHits: number;
}

const SKEWS: readonly Skew[] = [
  [30_000, 0],
  [-30_000, 0],
  [0, 30_000],
  [0, -30_000],
  [1000, 0],
  [-1000, 0],
  [0, 1000],
  [0, -1000],
];
const WITHOUT_LEFT: readonly Skew[] = [
  [800, 0],
  [0, -800],
  [30_000, 0],
  [0, 800],
];

/** Containers whose wall clocks are wrong read what others have written. */
export const skew: Scenario = {
  number: '6',
  title: 'Clock skew',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    const skews = size === 'full' ? SKEWS : SKEWS.filter((_, index) => index % 2 === 1);
    const withLeft: Found[] = [];
    for (let first = 0; first < skews.length; first += 4)
      withLeft.push(...(await Promise.all(skews.slice(first, first + 4).map((pair) => readThrough(fleet, port, pair)))));
    const withoutLeft = await Promise.all(
      WITHOUT_LEFT.map((pair) => readThrough(fleet, port, pair, { without: 'left', tier: { prefix: 'without-left' } })),
    );
    const pastTtl = withLeft.map((found) => found.pastTtl);
    return [
      pace(exactly(`+-30 s, +-1 s, ${skews.length} pairs: reads past the ttl`, 0, ...pastTtl)),
      told('  hits of the shared store in each pair', withLeft.map(({ sharedHits }) => sharedHits).join(' ')),
      atMost('without leftMs, +-0.8 s and 30 s: served late by', 1000, Math.max(...withoutLeft.map(({ latestMs }) => latestMs)), ' ms'),
    ];
  },
};

/** One container loads keys, another one reads each of them from a moment of its own on, until well past the ttl. */
async function readThrough(fleet: Fleet, port: number, [writerAhead, readerAhead]: Skew, setup: WorkerSetup = {}): Promise<Found> {
  const prefix = `${setup.tier?.prefix ?? 'skew'}${writerAhead},${readerAhead}`;
  const common = { ...setup, tier: { prefix }, members: { ttl: TTL_MS } };
  const writer = await fleet.worker(port, { ...common, aheadMs: writerAhead });
  const reader = await fleet.worker(port, { ...common, aheadMs: readerAhead });
  const names = keys(prefix, KEYS);
  const loadsBefore = fleet.origin.count();
  await writer.invoke([names.map((key) => read(key))]);
  const beganAt = performance.now();
  let [pastTtl, latestMs] = [0, 0];
  while (performance.now() - beganAt < 2 * TTL_MS + 500) {
    const shareOfTime = (performance.now() - beganAt) / (1.2 * TTL_MS);
    for (const key of names.slice(0, Math.ceil(shareOfTime * KEYS))) {
      const invocation = await reader.invoke([[read(key)]]);
      const load = fleet.origin.loads[itemOf(invocation).load - 1];
      const lateMs = invocation.sentAt - (load?.at ?? 0) - TTL_MS;
      if (lateMs > 0) pastTtl += 1;
      latestMs = Math.max(latestMs, lateMs);
    }
    await sleep(STEP_MS);
  }
  await Promise.all([writer.kill(), reader.kill()]);
  if (fleet.origin.count() === loadsBefore) throw new Error('Nothing was loaded.');
  return { pastTtl, latestMs, sharedHits: reader.state?.sharedHits ?? 0 };
}
