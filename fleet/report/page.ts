import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../samples/container/lambda/project-root.js';
import type { Scenario } from '../scenario.js';
import type { Row } from './row.js';
import { markdownOf } from './table.js';

const page = join(projectRoot, 'docs', 'fleet.md');
const BLOCK = /(<!-- results of npm run fleet: start -->\n)[\s\S]*?(<!-- results of npm run fleet: end -->)/;

/** Puts results into docs/fleet.md, with their date and where they were measured. */
export function writeResults(results: readonly (readonly [Scenario, readonly Row[]])[], seconds: number): void {
  const text = readFileSync(page, 'utf8');
  if (!BLOCK.test(text)) throw new Error('docs/fleet.md has no place for results.');
  const [redis = ''] = /v=\S+/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' })) ?? [];
  const [{ model } = { model: 'unknown' }, ...others] = cpus();
  const machine = `${others.length + 1} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const [load = 0] = loadavg();
  const about = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Redis ${redis.slice(2)}, ${machine}, ${Math.round(seconds)} s; load average ${load.toFixed(1)}.`;
  writeFileSync(
    page,
    text.replace(BLOCK, (_, start: string, end: string) => `${start}\n${about}\n\n${markdownOf(results)}\n\n${end}`),
  );
}
