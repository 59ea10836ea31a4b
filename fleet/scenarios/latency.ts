import { itemsOf, keys, read } from '../calls.js';
import { atMost, exactly, pace, told } from '../report/row.js';
import type { Scenario } from '../scenario.js';

/** Enough keys for each of the 256 epochs of a member's buckets to exist: beginning one costs a miss two questions more. */
const KEYS_TO_FILL_BUCKETS = 2500;

/** What each kind of call costs on loopback, in time and in questions to the store. */
export const latency: Scenario = {
  number: '8',
  title: 'Latency, loopback',
  async run(fleet, size) {
    const { port } = await fleet.redis();
    const rounds = size === 'full' ? 300 : 60;
    fleet.origin.loadMs = 0;
    const [measured, other] = await fleet.workers(2, port, { client: 'ioredis' });
    if (measured === undefined || other === undefined) throw new Error('There are not two workers.');
    for (const name of [...keys('elsewhere', rounds), ...keys('bucket', KEYS_TO_FILL_BUCKETS)]) itemsOf(await other.invoke([[read(name)]]));
    const { questions, ...us } = await measured.measure(rounds);
    const ms = (microseconds: number): number => microseconds / 1000;
    return [
      told('a bare GET of the client, median', `${ms(us.bareGet).toFixed(2)} ms`),
      atMost('further local hit, median', 5, us.localHit, ' µs'),
      pace(exactly('  questions', 0, questions.localHit)),
      atMost('first hit of an invocation, median: 3 bare GETs', ms(3 * us.bareGet), ms(us.firstHit), ' ms'),
      pace(exactly('  questions', 1, questions.firstHit)),
      told('shared hit, median', `${ms(us.sharedHit).toFixed(2)} ms`),
      pace(exactly('  questions', 1, questions.sharedHit)),
      told('miss without its loader, median', `${ms(us.miss - us.loader).toFixed(2)} ms`),
      pace(exactly('  questions', 4, questions.miss)),
    ];
  },
};
