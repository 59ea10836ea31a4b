import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run.js';

/** What a run of the command line wrote, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export function warmscope(args: readonly string[], terminal: { isTerminal?: boolean; columns?: number } = {}): Ran {
  let [stdout, stderr] = ['', ''];
  const code = run(args, {
    isTerminal: terminal.isTerminal ?? false,
    columns: terminal.columns,
    write: (text) => {
      stdout += text;
    },
    fail: (line) => {
      stderr += `${line}\n`;
    },
  });
  return { code, stdout, stderr };
}

/** A folder for the surrounding suite, emptied after each of its specs. */
export function useFiles(): { readonly path: string; write(name: string, content: unknown): string; read(name: string): string } {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'warmscope-cli-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    read: (name) => readFileSync(join(path, name), 'utf8'),
  };
}
