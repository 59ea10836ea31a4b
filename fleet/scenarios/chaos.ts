import { type Aftermath, type Course, chaos, NARROW } from '../chaos/chaos.js';
import type { Fault } from '../oracle.js';
import { atLeast, exactly, type Row, told } from '../report/row.js';
import type { Scenario, Size } from '../scenario.js';

const COURSES: Readonly<Record<Size, Course>> = {
  full: { lasts: 17_000, freeze: { at: 3000, for: 4000 }, outage: { at: 9000, for: 2500 } },
  short: { lasts: 8000, freeze: { at: 800, for: 2000 }, outage: { at: 3000, for: 1500 } },
};
const CONTROL: Course = { lasts: 4000, demand: NARROW };

/** Updates, a freeze and an outage at once, judged by the oracle. */
export const chaosOfUpdates: Scenario = {
  number: '3',
  title: 'Chaos',
  async run(fleet, size) {
    const seed = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);
    const found = await chaos(fleet, COURSES[size], seed);
    const control = await chaos(fleet, CONTROL, seed, { tier: { prefix: 'control', verify: 'never' } });
    return [...rowsOf(found, seed), atLeast("control: the same with verify: 'never', stale reads", 1, faultsOf(control, 'stale'))];
  },
};

function rowsOf(aftermath: Aftermath, seed: number): Row[] {
  const { traffic, equal, asked, pending } = aftermath;
  const faults = (fault: Fault): number => faultsOf(aftermath, fault);
  report(aftermath);
  return [
    told(`invocations, of which updates (seed ${seed})`, `${traffic.invocations}, ${traffic.updates}`),
    exactly('failed calls', 0, traffic.failed.length),
    exactly("another key's value, or one that nobody wrote", 0, faults('another key') + faults('never written')),
    exactly('reads older than an acknowledged invalidation', 0, faults('stale')),
    exactly('reads past localTtl while Redis is down', 0, faults('stale in the outage')),
    exactly('own update missed by its invocation', 0, faults('own update missed')),
    exactly('invalidations pending at the end', 0, pending),
    exactly('all containers equal at the end', asked, equal),
  ];
}

function faultsOf({ traffic }: Aftermath, fault: Fault): number {
  return traffic.faults().get(fault)?.length ?? 0;
}

/** What went wrong, for who has to find out why. */
function report({ traffic }: Aftermath): void {
  for (const failure of traffic.failed.slice(0, 5)) console.error(`  failed: ${failure}`);
  for (const [fault, reads] of traffic.faults()) for (const read of reads.slice(0, 5)) console.error(`  ${fault}: ${JSON.stringify(read)}`);
}
