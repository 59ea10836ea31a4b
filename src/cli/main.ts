#!/usr/bin/env node
import { run } from './run.js';
import { reasonOf } from './usage-error.js';

process.stdout.on('error', (error) => {
  // Nobody reads on, as in `warmscope doctor | head`.
  if ((error as { code?: unknown }).code === 'EPIPE') process.exit();
  process.exitCode = 2;
  process.stderr.write(`warmscope: cannot write to stdout: ${reasonOf(error)}\n`);
});
// Nobody hears what went wrong: the exit code says it.
process.stderr.on('error', () => undefined);

process.exitCode = run(process.argv.slice(2), {
  isTerminal: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  write: (text) => void process.stdout.write(text),
  fail: (line) => void process.stderr.write(`${line}\n`),
});
