#!/usr/bin/env node
import { run } from './run.js';

// Nobody reads on, as in `warmscope doctor | head`.
process.stdout.on('error', () => process.exit());

process.exitCode = run(process.argv.slice(2), {
  isTerminal: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  write: (text) => void process.stdout.write(text),
  fail: (line) => void process.stderr.write(`${line}\n`),
});
