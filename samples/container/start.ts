import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './lambda/project-root.js';
import { MainJob, type Remains } from './main-job.js';
import { metricLines } from './metrics-check.js';
import { runProgram } from './program.js';

/**
 * The program behind `npm start`. It leaves a stats file for `npx warmscope report`, and beside it the metrics that the containers have emitted;
 * `--stats file` says where.
 */
const { stats } = parseArgs({
  options: { stats: { type: 'string', default: join(projectRoot, 'build', 'start', 'stats.jsonl') } },
}).values;

await runProgram(async (runtime, cleanup, print) => {
  const { snapshots, log } = await MainJob.run(runtime, cleanup, print);
  const metrics = join(dirname(stats), 'metrics.log');
  mkdirSync(dirname(stats), { recursive: true });
  writeLines(
    stats,
    snapshots.map((snapshot) => JSON.stringify(snapshot)),
  );
  writeLines(metrics, metricLines(log));
  for (const line of remainsLines({ snapshots, log }, metrics)) print(line);
});

function writeLines(file: string, lines: readonly string[]): void {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

function remainsLines({ snapshots, log }: Remains, metrics: string): string[] {
  const [page, lines] = [stats, metrics].map((file) => relative(process.cwd(), file)) as [string, string];
  return [
    '',
    `A page of it: npx warmscope report ${page} --memory 512 -o report.html (${snapshots.length} snapshots)`,
    `Metrics for CloudWatch that the containers have written: ${lines} (${metricLines(log).length} lines)`,
  ];
}
