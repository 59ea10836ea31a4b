import { seeded } from '../../spec/support/soak/random.js';
import type { Fleet } from '../bed/fleet.js';
import { keys } from '../calls.js';
import { type Demand, Traffic } from './traffic.js';

const WORKERS = 4;
const LOCAL_TTL_MS = 60_000;
const DEMAND: Demand = { keys: { keyed: keys('keyed', 3000) }, readsInOne: 10, updating: 0.2, pauseMs: 5 };
const TEXT_LENGTH = 30_000;

/** What came of reading more than fits. */
export interface Evictions {
  readonly traffic: Traffic;
  readonly evicted: number;
}

/** Reads and updates far more than a Redis of 4 MB keeps; it evicts whatever was used least recently. */
export async function readMoreThanFits(fleet: Fleet, milliseconds: number): Promise<Evictions> {
  const { port } = await fleet.redis('--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-lru');
  fleet.origin.loadMs = 1;
  fleet.origin.textLength = TEXT_LENGTH;
  const workers = await fleet.workers(WORKERS, port);
  const traffic = new Traffic(LOCAL_TTL_MS, DEMAND, seeded(1));
  fleet.onWrite = (member, key, version) => traffic.oracle.wrote({ member, key }, version, performance.now());
  const beganAt = performance.now();
  await Promise.all(workers.map((worker) => traffic.drive(worker, () => performance.now() - beganAt > milliseconds)));
  const [, evicted = '0'] = /evicted_keys:(\d+)/.exec(await fleet.client(port).info('stats')) ?? [];
  return { traffic, evicted: Number(evicted) };
}
