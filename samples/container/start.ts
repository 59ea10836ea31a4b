import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MainJob } from './main-job.js';
import { runProgram } from './program.js';

/** The program behind `npm start`. With `--stats file` it writes all snapshots to a stats file. */
const { stats } = parseArgs({ options: { stats: { type: 'string' } } }).values;

await runProgram(async (runtime, cleanup, print) => {
  const snapshots = await MainJob.run(runtime, cleanup, print);
  if (stats !== undefined) writeFileSync(stats, snapshots.map((snapshot) => `${JSON.stringify(snapshot)}\n`).join(''));
});
