import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of warmscope's package.json, wherever this file was compiled to. */
export const PROJECT_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The outcome of a child process. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a program to its end; a failure is an outcome, not an error. */
export function run(file: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env: environment(), maxBuffer: 2 ** 24 }, (_error, stdout, stderr) => {
      resolve({ stdout, stderr, code: child.exitCode, signal: child.signalCode });
    });
  });
}

/** Runs a module in a Node process of its own and gives what it printed, as JSON; its failure fails the spec. */
export async function printedBy(
  source: string,
  { cwd = PROJECT_ROOT, kind = 'module', flags = [] as readonly string[] } = {},
): Promise<unknown> {
  const outcome = await runSource(source, { cwd, kind, flags });
  if (outcome.code !== 0) throw new Error(`the child ended with ${outcome.code ?? outcome.signal}: ${outcome.stderr}`);
  return JSON.parse(outcome.stdout);
}

/** Runs a module in a Node process of its own. */
export function runSource(source: string, { cwd = PROJECT_ROOT, kind = 'module', flags = [] as readonly string[] } = {}): Promise<Outcome> {
  return run(process.execPath, [...flags, `--input-type=${kind}`, '-e', source], cwd);
}

/** A folder for the surrounding suite, removed after it. */
export function useFolder(): { readonly path: string; write(name: string, text: string): string } {
  let path = '';
  before(() => {
    path = mkdtempSync(join(tmpdir(), 'warmscope-spec-'));
  });
  after(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
  };
}

/** The environment without what the test runner adds for its own process. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}

function findRoot(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'warmscope') return folder;
  return findRoot(dirname(folder));
}
