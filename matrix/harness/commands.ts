import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiler } from './cell.js';
import { paths } from './paths.js';

/** How a command ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PATIENCE_MS = 120_000;
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs a command of a page in a folder, with the given Node and the compiler of matrix/node_modules; two at once. */
export async function runCommand(command: string, compiler: Compiler, cwd: string, node = process.execPath): Promise<Ending> {
  const [program = '', ...args] = argumentsOf(command, compiler);
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await (program === 'node' ? ended(node, args, cwd) : ended(program, args, cwd));
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** `npx tsc -p .` as `node .../bin/tsc -p .`, or as the program itself; quoted arguments lose their quotes. */
function argumentsOf(command: string, { page, tool: [home, bin] }: Compiler): string[] {
  const words = [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
  if (words[0] === 'node') return words;
  if (words[0] !== 'npx') throw new Error(`${page}: a command begins with 'node' or 'npx', not '${words[0]}'`);
  if (words[1] !== bin) throw new Error(`'${command}' does not run ${bin}`);
  const manifest = JSON.parse(readFileSync(join(paths.tools, home, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  const path = join(paths.tools, home, file ?? '');
  // The installation of esbuild puts its native program in the place of its script.
  return [...(isScript(path) ? ['node'] : []), path, ...words.slice(2)];
}

const isScript = (path: string): boolean => readFileSync(path).subarray(0, 2).toString() === '#!';

function ended(file: string, args: readonly string[], cwd: string): Promise<Ending> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env, timeout: PATIENCE_MS, maxBuffer: 2 ** 24 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
