/** @import { Request } from '../types.d.ts' */
/** @import { Worker } from './crew.mjs' */
import { randomFrom, shuffled } from './random.mjs';

/**
 * What one competitor did in one series: a figure a round, and the baseline's that was measured right beside it.
 * @typedef {{ values: number[], bases: number[] }} Track
 */

/** @typedef {Map<string, Map<string, Track>>} Samples by series, then by competitor */

/** So many competitors run between two runs of the baseline, so that each has one as its neighbour. */
const BETWEEN_BASELINES = 2;

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
  const base = workers.find(({ competitor }) => competitor.id === baseline);
  const others = workers.filter((worker) => worker !== base);
  const startedAt = Date.now();
  let round = 0;
  for (; round < rounds; round++) {
    if (round * 3 >= rounds && Date.now() - startedAt > budgetMs) break;
    const order = shuffled(others, randomFrom(first + round));
    for (const { id, request } of series) {
      await oneRound(order, base, { ...request, seed: first + round }, /** @type {Map<string, Track>} */ (samples.get(id)));
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
 * The baseline first, then again after every two competitors.
 * @param {readonly Worker[]} order
 * @param {Worker | undefined} base
 * @param {Request} request
 * @param {Map<string, Track>} tracks
 */
async function oneRound(order, base, request, tracks) {
  let beside = await figureOf(base, request);
  const bases = [beside];
  for (let start = 0; start < order.length; start += BETWEEN_BASELINES) {
    const measured = [];
    for (const worker of order.slice(start, start + BETWEEN_BASELINES)) measured.push({ worker, value: await figureOf(worker, request) });
    const next = await figureOf(base, request);
    for (const [place, { worker, value }] of measured.entries()) {
      const track = tracks.get(worker.competitor.id);
      track?.values.push(value);
      track?.bases.push(place * 2 < measured.length - 1 ? beside : next);
    }
    beside = next;
    bases.push(next);
  }
  if (base === undefined) return;
  const own = tracks.get(base.competitor.id);
  const mean = bases.reduce((sum, figure) => sum + figure, 0) / bases.length;
  own?.values.push(mean);
  own?.bases.push(mean);
}

/**
 * @param {Worker | undefined} worker
 * @param {Request} request
 */
async function figureOf(worker, request) {
  return (await worker?.ask(request))?.value ?? Number.NaN;
}
