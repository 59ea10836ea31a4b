/** @import { Bench, Column, Competitor, Request, Row, Settings } from '../types.d.ts' */
/** @import { Samples } from '../harness/rounds.mjs' */
import { gather } from '../harness/crew.mjs';
import { randomFrom, shuffled } from '../harness/random.mjs';
import { BESIDE_A_BASELINE, interleave, noSamples } from '../harness/rounds.mjs';
import { pairwise, spread } from '../harness/statistics.mjs';
import { brokenPromises } from './promises.mjs';

/**
 * How often all processes are started anew: how a process compiles and hashes is settled once in its life, and moves a figure by
 * several percent.
 */
const CREWS = 5;

/**
 * @typedef {object} Series
 * @property {string} id
 * @property {string} title
 * @property {Request} request
 * @property {number} [digits]  of the absolute figures
 * @property {string} [unit]  of the absolute figures, where it is not the table's
 */

/**
 * @typedef {object} Comparison
 * @property {string} kind  the file in competitors/
 * @property {string} scenario  the file in scenarios/
 * @property {readonly Competitor[]} competitors
 * @property {string} baseline  the competitor that the others are related to
 * @property {readonly Series[]} series
 * @property {Settings} [settings]
 * @property {string[]} [flags]  of Node
 * @property {'ratio' | 'difference'} [relation]
 * @property {string} [unit]
 * @property {boolean} [byPromises]  whether the table says which promises each competitor breaks
 * @property {number} [crews]  how often all processes are started anew
 * @property {number} rounds  of all crews together
 * @property {number} seconds  the longest that the rounds may take
 */

/** The column of a series that has the relation to the baseline, as opposed to the figure itself. */
export const related = (/** @type {string} */ series) => `${series} related`;

/**
 * Measures competitors against each other, round by round, and relates each to the baseline's figure of the same round.
 * @param {Bench} bench
 * @param {Comparison} comparison
 */
export async function compare(bench, { kind, scenario, competitors, baseline, series, settings, flags, relation = 'ratio', ...rest }) {
  const { unit = 'ns', byPromises = false, crews = CREWS, rounds, seconds } = rest;
  const chosen = withControl(bench.select(competitors), baseline);
  const broken = byPromises ? await brokenPromises(bench, kind, competitors) : undefined;
  const samples = noSamples(series, chosen);
  const used = bench.quick ? 1 : crews;
  const limits = { baseline, rounds: Math.ceil(rounds / crews), budgetMs: (seconds * 1_000) / crews };
  /** @type {Map<string, string>} */
  const absences = new Map();
  let done = 0;
  for (let crew = 0; crew < used; crew++) {
    const { workers, absent } = await gather(shuffled(crewOf(chosen, baseline), randomFrom(crew)), {
      node: bench.node,
      kind,
      scenario,
      settings,
      flags,
    });
    try {
      for (const [id, reason] of absent) absences.set(id, reason);
      done += await interleave(workers, series, samples, { ...limits, first: done });
    } finally {
      for (const worker of workers) worker.stop();
    }
  }
  const combine = relation === 'ratio' ? ratio : difference;
  const rows = chosen.map(({ id, group }) =>
    rowOf({ id, group, note: absences.get(id), breaks: broken?.get(nameOf(id)) }, samples, combine),
  );
  return { columns: columnsOf(series, unit, relation), rows: sorted(rows, related(series[0]?.id ?? '')), rounds: done };
}

/**
 * The baseline a second time, as a competitor: how far its ratio is from 1 is how far the others' may be wrong.
 * @param {readonly Competitor[]} competitors
 * @param {string} baseline
 */
function withControl(competitors, baseline) {
  const base = competitors.find(({ id }) => id === baseline);
  /** @type {Competitor[]} */
  const control = base === undefined ? [] : [{ ...base, id: `${baseline} (again)`, group: 'control' }];
  return [...competitors, ...control];
}

/**
 * One process for each competitor, and of the baseline one for every two others.
 * @param {readonly Competitor[]} chosen
 * @param {string} baseline
 */
function crewOf(chosen, baseline) {
  const others = chosen.filter(({ id }) => id !== baseline);
  const base = chosen.filter(({ id }) => id === baseline);
  return [...others, ...Array.from({ length: Math.ceil(others.length / BESIDE_A_BASELINE) }, () => base).flat()];
}

/**
 * @param {{ id: string, group: Row['group'], note: string | undefined, breaks: string[] | undefined }} competitor
 * @param {Samples} samples
 * @param {(value: number, other: number) => number} combine
 * @returns {Row}
 */
function rowOf({ id, group, note, breaks }, samples, combine) {
  /** @type {Row['cells']} */
  const cells = {};
  for (const [series, tracks] of samples) {
    const { values, bases } = tracks.get(id) ?? { values: [], bases: [] };
    cells[series] = spread(values);
    cells[related(series)] = spread(pairwise(values, bases, combine));
  }
  return { competitor: id, group, cells, ...(note === undefined ? {} : { note }), ...(breaks === undefined ? {} : { breaks }) };
}

/** A competitor without what tells its second process, or its other build. @param {string} id */
export const nameOf = (id) => id.replace(/( \((before|again)\))+$/, '');

const ratio = (/** @type {number} */ value, /** @type {number} */ other) => value / other;
const difference = (/** @type {number} */ value, /** @type {number} */ other) => value - other;

/**
 * @param {readonly Series[]} series
 * @param {string} unit
 * @param {'ratio' | 'difference'} relation
 * @returns {Column[]}
 */
function columnsOf(series, unit, relation) {
  return series.flatMap(({ id, title, digits = 0, unit: own = unit }) => [
    { id, title, unit: own, digits },
    relation === 'ratio'
      ? { id: related(id), title: 'ratio', unit: 'x', digits: 2 }
      : { id: related(id), title: 'difference', unit, digits: 2, isDifference: true },
  ]);
}

/**
 * The rows, the best first and those that could not take part last.
 * @param {Row[]} rows
 * @param {string} column
 */
export function sorted(rows, column) {
  const place = (/** @type {Row} */ row) => row.cells[column]?.median ?? Number.POSITIVE_INFINITY;
  return rows.sort((one, other) => place(one) - place(other));
}
