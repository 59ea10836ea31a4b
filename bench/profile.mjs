/**
 * Where the time of one competitor goes: `node bench/profile.mjs --table sync-hit [--competitor warmscope] [--node 24] [--seconds 4]`.
 * Runs its scenario alone under --cpu-prof and prints the functions by the time spent in themselves.
 */
/** @import { Request } from './types.d.ts' */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from './harness/crew.mjs';
import { paths } from './harness/paths.mjs';
import { copyPackage, installPeers, nodeBinaries } from './harness/setup.mjs';

/** @type {Record<string, { kind: string, scenario: string, settings: Record<string, string | number>, request: Request }>} */
const PROFILES = {
  'sync-hit': { kind: 'sync', scenario: 'sync-hit', settings: { arity: 'pair', size: 1_000 }, request: { law: 'uniform' } },
  'sync-hit-one': { kind: 'sync', scenario: 'sync-hit', settings: { arity: 'one', size: 1_000 }, request: { law: 'uniform' } },
  'isolated-hit': { kind: 'sync', scenario: 'isolated-hit', settings: { size: 1_000 }, request: { law: 'uniform', samples: 20 } },
  'async-hit': { kind: 'async', scenario: 'async-hit', settings: { size: 1_000 }, request: { law: 'uniform' } },
  insert: { kind: 'sync', scenario: 'insert', settings: { max: 1_000 }, request: { law: 'distinct' } },
  'budget-insert': { kind: 'budgets', scenario: 'budget-insert', settings: { methods: 50, entries: 10_000 }, request: {} },
  'invalidate-1': { kind: 'tags', scenario: 'invalidate-tags', settings: {}, request: { count: 1 } },
  'invalidate-10000': { kind: 'tags', scenario: 'invalidate-tags', settings: {}, request: { count: 10_000 } },
  'limits-hit': { kind: 'limits', scenario: 'sync-hit', settings: { arity: 'pair', size: 1_000 }, request: { law: 'uniform' } },
  'single-flight': { kind: 'async', scenario: 'single-flight', settings: { callers: 1_000, max: 1_000 }, request: { count: 'time' } },
};

/** The bench's own work, which is not what is looked at. */
const OWN = /bench\/(harness|scenarios)\/|child_process|process\/task_queues/;
const NOT_WORK = /^(\((idle|program|root)\)|writeUtf8String)$/;

const { values: flags } = parseArgs({
  options: {
    table: { type: 'string', default: 'sync-hit' },
    competitor: { type: 'string', default: 'warmscope' },
    node: { type: 'string' },
    dist: { type: 'string' },
    seconds: { type: 'string', default: '4' },
  },
});
const profile = PROFILES[flags.table];
if (profile === undefined) throw new Error(`Nothing to profile; there are: ${Object.keys(PROFILES).join(', ')}.`);
const { kind, scenario, settings, request } = profile;

installPeers();
copyPackage({ dist: flags.dist, before: undefined });
const node = flags.node === undefined ? process.execPath : nodeBinaries().get(flags.node);
if (node === undefined) throw new Error(`Node ${flags.node} is not at hand.`);
const folder = join(paths.build, 'profiles');
mkdirSync(folder, { recursive: true });
const competitor = { id: flags.competitor, group: /** @type {const} */ ('warmscope'), adapter: undefined };
const worker = new Worker(competitor, { node, flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200'] });
await worker.prepare({ kind, scenario, settings });
const until = Date.now() + Number(flags.seconds) * 1_000;
let rounds = 0;
for (; Date.now() < until; rounds++) await worker.ask({ ...request, seed: rounds });
await worker.end();
print(JSON.parse(readFileSync(join(folder, String(readdirSync(folder)[0])), 'utf8')));

/**
 * @typedef {{ functionName: string, url: string, lineNumber: number }} Frame
 * @param {{ nodes: { id: number, callFrame: Frame }[], samples: number[], timeDeltas: number[] }} recorded
 */
function print({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || OWN.test(frame.url) || NOT_WORK.test(frame.functionName)) continue;
    const file = frame.url.split('/').slice(-2).join('/');
    const name = `${frame.functionName || '(anonymous)'}${file === '' ? '' : `  ${file}:${frame.lineNumber + 1}`}`;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const ranked = [...times].sort(([, one], [, other]) => other - one);
  const total = ranked.reduce((sum, [, time]) => sum + time, 0);
  console.log(`${flags.competitor} in ${flags.table}, ${rounds} rounds: share of the time spent in a function itself`);
  for (const [name, time] of ranked.slice(0, 25)) console.log(`${((time / total) * 100).toFixed(1).padStart(6)}%  ${name}`);
}
