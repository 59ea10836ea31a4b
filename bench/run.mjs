/** Measures warmscope against hand-written code and its peers: `npm run bench`. Flags: harness/flags.mjs. */
/** @import { Bench, Flags, Results, Table } from './types.d.ts' */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEASURED_NODES, parseFlags, USAGE } from './harness/flags.mjs';
import { describeMachine } from './harness/machine.mjs';
import { paths } from './harness/paths.mjs';
import { buildId, copyPackage, installPeers, nodeBinaries } from './harness/setup.mjs';
import { latestResults, saveResults } from './report/results.mjs';
import { verdictsOn } from './report/targets.mjs';
import { printMachine, printTable, printVerdicts } from './report/terminal.mjs';

const flags = parseFlags(process.argv.slice(2));
if (flags.help) console.log(USAGE);
else if (flags.render) await render();
else await measureAll(flags);

/** @param {Flags} flags */
async function measureAll(flags) {
  installPeers();
  const before = copyPackage(flags);
  const { tables } = await import('./tables/index.mjs');
  const unknown = flags.tables.find((wanted) => !tables.some(({ id }) => id === wanted));
  if (unknown !== undefined) throw new Error(`No table ${unknown}. There are: ${tables.map(({ id }) => id).join(', ')}.`);
  const chosen = tables.filter(({ id }) => flags.tables.length === 0 || flags.tables.includes(id));
  for (const node of nodesOf(flags)) {
    const results = await measure(chosen, { node, quick: flags.quick, select: selection(flags, before) });
    printVerdicts(results.verdicts, results.machine.node);
    console.log(`${results.seconds.toFixed(0)} s.`);
    const isComplete = flags.tables.length + flags.competitors.length === 0 && !flags.quick && (flags.dist ?? before) === undefined;
    if (isComplete) console.log(`Saved bench/results/${saveResults(results)}.`);
    if (isComplete) await render();
  }
}

/**
 * @param {readonly import('./types.d.ts').TableDefinition[]} definitions
 * @param {Bench} bench
 * @returns {Promise<Results>}
 */
async function measure(definitions, bench) {
  const machine = describeMachine(bench.node);
  printMachine({ machine });
  const startedAt = Date.now();
  /** @type {Table[]} */
  const tables = [];
  for (const { id, title, about, measure: run } of definitions) {
    const tableStartedAt = Date.now();
    const measured = await run(bench);
    const table = { id, title, about, ...measured, seconds: (Date.now() - tableStartedAt) / 1_000 };
    printTable(table);
    tables.push(table);
  }
  const { version } = JSON.parse(readFileSync(join(paths.root, 'package.json'), 'utf8'));
  return {
    date: new Date(startedAt).toISOString().slice(0, 10),
    warmscope: `${version}, build ${buildId()}`,
    machine,
    seconds: (Date.now() - startedAt) / 1_000,
    tables,
    verdicts: verdictsOn(tables, machine.node),
  };
}

async function render() {
  const { writeChart } = await import('./report/chart.mjs');
  const { writeFindings } = await import('./report/markdown.mjs');
  const latest = latestResults();
  writeFindings(latest);
  if (latest[0] !== undefined) writeChart(latest[0].results);
}

/** @param {Flags} flags */
function nodesOf({ nodes }) {
  const binaries = nodeBinaries();
  const measured = MEASURED_NODES.filter((major) => binaries.has(major));
  return (nodes.length === 0 ? measured : nodes).map((wanted) => {
    const binary = wanted === 'own' ? process.execPath : binaries.get(wanted);
    if (binary === undefined) throw new Error(`Node ${wanted} is not at hand. There are: ${[...binaries.keys()].join(', ')}.`);
    return binary;
  });
}

/**
 * @param {Flags} flags
 * @param {string | undefined} before
 * @returns {Bench['select']}
 */
function selection({ competitors: wanted }, before) {
  return (all) => {
    const chosen = all.filter(({ id, group }) => wanted.length === 0 || group === 'hand' || wanted.some((text) => id.includes(text)));
    if (before === undefined) return chosen;
    /** @type {typeof chosen} */
    const formers = chosen
      .filter(({ group }) => group === 'warmscope')
      .map((competitor) => ({ ...competitor, id: `${competitor.id} (before)`, environment: { BENCH_WARMSCOPE: before } }));
    return [...chosen, ...formers];
  };
}
