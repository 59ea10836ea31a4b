import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { projectRoot } from './project-root.js';

/** Runs `npm ci`, install scripts included, in a private package's folder; its output is shown only when it fails. */
export async function npmCi(folder: string, signal?: AbortSignal): Promise<void> {
  const npm = process.env.npm_execpath; // set by `npm start` and `npm test`
  const [command, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, 'ci', '--ignore-scripts=false', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that the compilers can be ended with it
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await untilEnded(child, signal);
  if (code !== 0)
    throw new Error(`npm ci failed in ${relative(projectRoot, folder)} (exit code ${code}):\n${output.split('\n').slice(-60).join('\n')}`);
}

/** Waits for a process that leads a group; the group is ended with this process, and when the signal is aborted. */
async function untilEnded(child: ChildProcess, signal: AbortSignal | undefined): Promise<number | null> {
  const endGroup = (): void => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  process.once('exit', endGroup);
  signal?.addEventListener('abort', endGroup, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    process.removeListener('exit', endGroup);
    signal?.removeEventListener('abort', endGroup);
  }
}
