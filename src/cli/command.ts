import { writeFileSync } from 'node:fs';
import type { Arguments, Flags } from './arguments.js';
import { reasonOf, shown, UsageError } from './usage-error.js';

/** Where a command writes to; specs give their own. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number | undefined;
  write(text: string): void;
  /** Writes the one line that says what went wrong. */
  fail(line: string): void;
}

/** One command of the command line. */
export interface Command {
  readonly flags: Flags;
  /** What `--help` prints. */
  readonly help: string;
  /** Runs the command; gives the exit code. Throws UsageError. */
  run(given: Arguments, output: Output): number;
}

/** Writes what a command has made to the file of `-o`, else to stdout. */
export function deliver(text: string, path: string | undefined, output: Output): void {
  try {
    if (path === undefined || path === '-') output.write(text);
    else writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${shown(path ?? 'stdout')}: ${reasonOf(error)}`);
  }
}
