/** @import { Request } from '../types.d.ts' */
/** @import { Worker } from './crew.mjs' */
import { randomFrom, shuffled } from './random.mjs';

/**
 * What one competitor did in one series: a figure a round, and the baseline's that was measured right beside it.
 * @typedef {{ values: number[], bases: number[] }} Track
 */

/** @typedef {Map<string, Map<string, Track>>} Samples by series, then by competitor */

/** The number of competitors that one process of the baseline stands beside. */
export const BESIDE_A_BASELINE = 2;

/**
 * Asks every competitor for one round of every series in turn, one at a time, in an order that changes from round to round.
 * @param {readonly Worker[]} workers
 * @param {readonly { id: string, request: Request }[]} series
 * @param {Samples} samples  what was measured is added here
 * @param {{ baseline: string, rounds: number, first: number, budgetMs: number }} options  `first` is the number of the first round; ends early
 * when the time is up, yet not before a third of the rounds
 * @returns {Promise<number>} the rounds
 */
export async function interleave(workers, series, samples, { baseline, rounds, first, budgetMs }) {
  const bases = workers.filter(({ competitor }) => competitor.id === baseline);
  const others = workers.filter(({ competitor }) => competitor.id !== baseline);
  const startedAt = Date.now();
  let round = 0;
  for (; round < rounds; round++) {
    if (round * 3 >= rounds && Date.now() - startedAt > budgetMs) break;
    const random = randomFrom(first + round);
    for (const { id, request } of series) {
      const groups = groupsOf(shuffled(others, random), shuffled(bases, random), random);
      await oneRound(groups, baseline, { ...request, seed: first + round }, /** @type {Map<string, Track>} */ (samples.get(id)));
    }
  }
  return round;
}

/**
 * Room for what is measured.
 * @param {readonly { id: string }[]} series
 * @param {readonly { id: string }[]} competitors
 * @returns {Samples}
 */
export function noSamples(series, competitors) {
  return new Map(series.map(({ id }) => [id, new Map(competitors.map((competitor) => [competitor.id, { values: [], bases: [] }]))]));
}

/**
 * Two competitors with a process of the baseline, in any order: every process runs once a round, as otherwise the one that runs more
 * often finds its memory warmer.
 * @param {readonly Worker[]} others
 * @param {readonly Worker[]} bases
 * @param {() => number} random
 */
function groupsOf(others, bases, random) {
  return bases.map((base, place) => shuffled([base, ...others.slice(place * BESIDE_A_BASELINE, (place + 1) * BESIDE_A_BASELINE)], random));
}

/**
 * @param {readonly (readonly Worker[])[]} groups
 * @param {string} baseline
 * @param {Request} request
 * @param {Map<string, Track>} tracks
 */
async function oneRound(groups, baseline, request, tracks) {
  for (const group of groups) {
    const measured = [];
    for (const worker of group) measured.push({ id: worker.competitor.id, value: await figureOf(worker, request) });
    const base = measured.find(({ id }) => id === baseline)?.value ?? Number.NaN;
    for (const { id, value } of measured) {
      const track = tracks.get(id);
      track?.values.push(value);
      track?.bases.push(base);
    }
  }
}

/**
 * @param {Worker} worker
 * @param {Request} request
 */
async function figureOf(worker, request) {
  return (await worker.ask(request)).value ?? Number.NaN;
}
