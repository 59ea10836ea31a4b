import { readMoreThanFits } from '../chaos/evictions.js';
import { atLeast, exactly, told } from '../report/row.js';
import type { Scenario } from '../scenario.js';

/** A Redis that is far too small drops whatever it likes, epochs and leases included, while data changes. */
export const evictions: Scenario = {
  number: '7',
  title: 'Evictions',
  async run(fleet, size) {
    const { evicted, traffic } = await readMoreThanFits(fleet, size === 'full' ? 10_000 : 4000);
    return [
      atLeast('Redis of 4 MB: evicted keys', size === 'full' ? 1000 : 100, evicted),
      told('  invocations, of which updates', `${traffic.invocations}, ${traffic.updates}`),
      exactly('  stale or wrong reads', 0, [...traffic.faults().values()].flat().length),
      exactly('  failed calls', 0, traffic.failed.length),
    ];
  },
};
