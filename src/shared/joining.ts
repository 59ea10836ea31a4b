import type { Flight } from '../cache/flight.js';
import type { Call } from '../cache/plan.js';
import type { TieredCache } from '../cache/tier.js';
import { tooLong, within } from '../cache/time-limit.js';
import { keyOf } from '../keys/key-parts.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import type { Asker } from './verification.js';

/** What a call waits for before it may get an entry; one that has ended is dropped. */
export function doubtOf(
  cache: TieredCache,
  asker: Asker,
  partition: Partition,
  entry: Entry | undefined,
): Promise<void> | undefined {
  if (entry?.hasValue !== true || entry.isError) return undefined;
  const answer = asker.mayGet(entry);
  if (answer === false) cache.entries.drop(partition, entry, 'shared');
  return typeof answer === 'object' ? answer : undefined;
}

/**
 * What a caller gets of a load that it has joined: where its invocation began after the store was asked, it
 * makes sure of the outcome, or loads anew where that was not kept.
 */
export async function joined(
  asker: Asker,
  cache: TieredCache,
  flight: Flight,
  call: Call,
  outcome: unknown,
): Promise<unknown> {
  const { ticket } = flight;
  if (ticket === undefined) return outcome;
  // Its invocation asks meanwhile, so that it does not wait for two answers one after the other.
  void asker.view.ready();
  const { clock } = cache.host;
  const from = clock.lap();
  const given = await outcome;
  if (ticket.askedAt >= asker.view.since) return given;
  const left = call.member.plan.timeout - (clock.lap() - from);
  return within(left, sure(asker, cache, flight, call), clock, () => {
    throw tooLong(call.member, false);
  });
}

/** An entry that the asker may get, or what is loaded in its place. */
async function sure(
  asker: Asker,
  cache: TieredCache,
  { partition, entry }: Pick<Flight, 'partition' | 'entry'>,
  call: Call,
): Promise<unknown> {
  const key = keyOf(entry);
  for (;;) {
    cache.mend();
    const found = partition.find(key);
    const doubt = doubtOf(cache, asker, partition, found);
    if (doubt !== undefined) await doubt;
    else if (found !== undefined && cache.entries.isFresh(found))
      return cache.entries.handOut(partition, found);
    else return cache.flights.lead(partition, partition.find(key), key, call, 'again');
  }
}
