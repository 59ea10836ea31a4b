/** Tables of what a package weighs: its import and its bundle. */
/** @import { Column, Competitor, Row, TableDefinition } from '../types.d.ts' */
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { competitors } from '../competitors/packages.mjs';
import { bundle, importOf, sizesOf } from '../harness/bundles.mjs';
import { paths } from '../harness/paths.mjs';
import { randomFrom, shuffled } from '../harness/random.mjs';
import { pairwise, spread } from '../harness/statistics.mjs';
import { related, sorted } from './compared.mjs';

const BASELINE = 'lru-cache';
/** Peers are measured in one round of so many. */
const PEERS_EVERY = 6;

/** What most programs import of warmscope. */
const PARTS = [
  { title: 'only Cached', names: '{ Cached }' },
  { title: 'the three names', names: '{ Cached, ContainerSingleton, createHandler }' },
];

/** A figure is the best of so many imports right after each other: others only ever make one slower. */
const TRIES = 2;

/** @typedef {Map<string, number[]>} Samples milliseconds by way and package; rounds in which there is no figure are left out */

const WAYS = [
  { id: 'esm', title: 'bundle, import', how: 'import' },
  { id: 'cjs', title: 'bundle, require', how: 'require' },
  { id: 'unbundled', title: 'unbundled, import', how: 'import' },
];

/** @type {TableDefinition} */
export const importCost = {
  id: 'import-cost',
  title: 'Import cost',
  about: 'Milliseconds of one import in a new process, the loader being awake; the difference is to lru-cache, imported the same way.',
  async measure(bench) {
    const { rounds, budgetMs } = bench.quick ? { rounds: 4, budgetMs: 8_000 } : { rounds: 30, budgetMs: 45_000 };
    const probe = preparedProbe();
    const chosen = bench.select(competitors);
    const targets = await Promise.all(chosen.map(async (competitor) => ({ competitor, files: await filesOf(competitor) })));
    /** @type {Samples} */
    const samples = new Map();
    const startedAt = Date.now();
    let round = 0;
    for (; round < rounds && (round < 4 || Date.now() - startedAt < budgetMs); round++) {
      const present = targets.filter(({ competitor }) => competitor.group !== 'peer' || round % PEERS_EVERY === 0);
      for (const { id: way, how } of WAYS) {
        for (const { competitor, files } of shuffled(present, randomFrom(round)).sort(peersFirst)) {
          const figures = samples.get(`${way} of ${competitor.id}`) ?? [];
          figures[round] = millisecondsOf(bench.node, [probe, how, String(files[way])]);
          samples.set(`${way} of ${competitor.id}`, figures);
        }
      }
    }
    const rows = chosen.map(({ id, group }) => rowOf(id, group, samples));
    return { columns: importColumns(), rows: sorted(rows, 'esm'), rounds: round };
  },
};

/**
 * What is compared closely is measured close together.
 * @param {{ competitor: Competitor }} one
 * @param {{ competitor: Competitor }} other
 */
function peersFirst(one, other) {
  return Number(one.competitor.group !== 'peer') - Number(other.competitor.group !== 'peer');
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function millisecondsOf(node, args) {
  try {
    return Math.min(...Array.from({ length: TRIES }, () => figureOf(node, args)));
  } catch {
    return Number.NaN;
  }
}

/**
 * What a probe prints.
 * @param {string} node
 * @param {string[]} args
 */
function figureOf(node, args) {
  return Number(execFileSync(node, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** @type {TableDefinition} */
export const pageFaults = {
  id: 'page-faults',
  title: 'Page faults of an import',
  about: 'Minor page faults of the import of a minified bundle in a new process: fresh memory is most of what an import costs.',
  async measure(bench) {
    const repeats = bench.quick ? 5 : 15;
    const probe = preparedProbe();
    /** @type {Row[]} */
    const rows = [];
    for (const competitor of bench.select(competitors)) {
      if (competitor.group === 'peer') continue;
      const parts = competitor.group === 'warmscope' ? PARTS : [];
      for (const { title, names } of [{ title: '', names: '*' }, ...parts]) {
        const file = pathToFileURL(await bundle(competitor, 'esm', names)).href;
        const figures = Array.from({ length: repeats }, () => figureOf(bench.node, [probe, 'import', file, 'faults']));
        const id = title === '' ? competitor.id : `${competitor.id}, ${title}`;
        rows.push({ competitor: id, group: competitor.group, cells: { faults: spread(figures) } });
      }
    }
    return { columns: [{ id: 'faults', title: 'page faults', unit: '', digits: 0 }], rows: sorted(rows, 'faults'), rounds: repeats };
  },
};

/** @type {TableDefinition} */
export const bundleSize = {
  id: 'bundle-size',
  title: 'Bundle size',
  about: 'Everything that the main entry exports, its dependencies included, as esbuild bundles and minifies it.',
  async measure(bench) {
    const rows = [];
    for (const competitor of bench.select(competitors)) {
      rows.push(sizeRow(competitor, competitor.id, await bundle(competitor, 'esm')));
      if (competitor.group !== 'warmscope') continue;
      for (const { title, names } of PARTS)
        rows.push(sizeRow(competitor, `${competitor.id}, ${title}`, await bundle(competitor, 'esm', names)));
    }
    const columns = [
      { id: 'minified', title: 'minified', unit: 'KB', digits: 1 },
      { id: 'gzipped', title: 'min + gzip', unit: 'KB', digits: 1 },
    ];
    return { columns, rows: sorted(rows, 'gzipped'), rounds: 1 };
  },
};

/** The probe, where it finds the copy of warmscope as well as the peers. */
function preparedProbe() {
  const probe = join(paths.build, 'import-probe.mjs');
  copyFileSync(fileURLToPath(new URL('../harness/import-probe.mjs', import.meta.url)), probe);
  writeFileSync(join(paths.build, 'nothing.mjs'), '');
  writeFileSync(join(paths.build, 'nothing.cjs'), '');
  return probe;
}

/**
 * @param {Competitor<string>} competitor
 * @returns {Promise<Record<string, string>>}
 */
async function filesOf(competitor) {
  return {
    esm: pathToFileURL(await bundle(competitor, 'esm')).href,
    cjs: await bundle(competitor, 'cjs'),
    unbundled: importOf(competitor),
  };
}

/**
 * @param {string} id
 * @param {Row['group']} group
 * @param {Samples} samples
 * @returns {Row}
 */
function rowOf(id, group, samples) {
  /** @type {Row['cells']} */
  const cells = {};
  for (const way of WAYS) {
    const values = samples.get(`${way.id} of ${id}`) ?? [];
    cells[way.id] = spread(values);
    cells[related(way.id)] = spread(pairwise(values, samples.get(`${way.id} of ${BASELINE}`) ?? [], (value, other) => value - other));
  }
  cells.mixed = spread(
    pairwise(samples.get(`unbundled of ${id}`) ?? [], samples.get(`esm of ${BASELINE}`) ?? [], (value, other) => value - other),
  );
  return { competitor: id, group, cells };
}

/** @returns {Column[]} */
function importColumns() {
  const columns = WAYS.flatMap(({ id, title }) => [
    { id, title, unit: 'ms', digits: 2 },
    { id: related(id), title: 'difference', unit: 'ms', digits: 2, isDifference: true },
  ]);
  return [...columns, { id: 'mixed', title: 'unbundled to lru-cache’s bundle', unit: 'ms', digits: 2, isDifference: true }];
}

/**
 * @param {Competitor<string>} competitor
 * @param {string} id
 * @param {string} file
 * @returns {Row}
 */
function sizeRow({ group }, id, file) {
  const { minified, gzipped } = sizesOf(file);
  const exact = (/** @type {number} */ bytes) => ({ median: bytes / 1_000, p10: bytes / 1_000, p90: bytes / 1_000 });
  return { competitor: id, group, cells: { minified: exact(minified), gzipped: exact(gzipped) } };
}
