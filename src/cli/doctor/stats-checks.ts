import { callsOf } from '../../metrics/figures.js';
import { count, milliseconds } from '../../metrics/units.js';
import type { RegistryStats } from '../../registry/registry-types.js';
import { type Member, modelOf } from '../report/model.js';
import { type Finding, finding } from './finding.js';

/** Calls from which on a member is judged. */
const ENOUGH = 100;
const HOUR = 3_600_000;
/** The bound of members that name none: that it is not reached says nothing. */
const DEFAULT_MAX = 1_000;

/** What snapshots show of members that do not help, or cannot. */
export function checkStats(snapshots: readonly RegistryStats[]): Finding[] {
  return modelOf(snapshots).members.flatMap((member) => [
    ...checkCalls(member),
    ...checkLoads(member),
    ...checkBound(member),
    ...checkExpiry(member),
  ]);
}

function checkCalls({ name, total }: Member): Finding[] {
  const calls = callsOf(total);
  const asked = calls - total.bypasses;
  if (calls >= ENOUGH && asked === 0) {
    const what = `${name}: all of ${count(calls)} calls went past the cache`;
    return [finding('all-bypassed', what, 'look at `when`, `scope` and WARMSCOPE_BYPASS')];
  }
  const answered = total.hits + total.staleHits;
  if (asked < ENOUGH) return [];
  const ofAsked = `${name}: of ${count(asked)} calls`;
  if (total.misses * 2 >= asked && total.evictions >= total.misses * 0.9)
    return [
      finding(
        'thrashing',
        `${ofAsked} ${count(total.misses)} missed, and ${count(total.evictions)} entries were evicted`,
        'a larger `max` or `maxBytes`, or a larger budget',
      ),
    ];
  if (answered + total.joins === 0)
    return [
      finding('never-hit', `${ofAsked} none was a hit`, 'a `key` without what differs from call to call'),
    ];
  if ((answered + total.joins) * 100 < asked)
    return [
      finding(
        'low-hit-ratio',
        `${ofAsked} ${count(answered)} were hits`,
        'a longer `ttl`, another `key`, or no cache',
      ),
    ];
  return [];
}

function checkLoads({ name, total }: Member): Finding[] {
  const { loads, loadErrors } = total;
  if (loads < 10 || loadErrors * 2 < loads) return [];
  const what = `${name}: ${count(loadErrors)} of ${count(loads)} loads failed`;
  return [
    finding('failing-loads', what, 'look at the origin; `errorTtl` keeps failures from being repeated'),
  ];
}

/** A bound that somebody chose, far from what was ever needed. */
function checkBound({ name, total, containers }: Member): Finding[] {
  const readings = containers.flatMap((one) => one.readings.map(({ stats }) => stats));
  const most = readings.reduce((one, { size }) => Math.max(one, size), 0);
  const max = readings.reduce((one, stats) => Math.min(one, stats.max), Infinity);
  if (callsOf(total) < ENOUGH || max === DEFAULT_MAX || most >= max || total.evictions > 0) return [];
  const what = `${name}: its max of ${count(max)} was never reached: at most ${count(most)} entries`;
  return [finding('max-never-reached', what, 'nothing, if that is room to grow; else a smaller `max`')];
}

/** A member of which nothing has expired in hours, as of one without a `ttl`. */
function checkExpiry({ name, total, containers }: Member): Finding[] {
  const age = containers.reduce((most, { container }) => Math.max(most, container.last.container.ageMs), 0);
  if (age < HOUR || total.size === 0 || total.expirations + total.staleHits > 0) return [];
  const what = `${name}: nothing has expired in ${milliseconds(age)}`;
  return [finding('never-expired', what, 'a `ttl`, unless the values never change')];
}
