import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContainerRuntime } from '../../../samples/container/lambda/container-runtime.js';

/** The program of a sample as it was compiled together with the specs. */
const programOf = (sample: string): string => fileURLToPath(new URL(`../../../samples/${sample}/start.js`, import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The main job, running as a program of its own. */
export interface RunningJob {
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far matches. */
  printed(pattern: RegExp): Promise<void>;
  interrupt(): void;
}

/** Starts the main job with `temporary` as its folder for temporary files. */
export function startMainJob(runtime: ContainerRuntime, temporary: string): RunningJob {
  return startProgram('container', runtime, temporary);
}

/** Starts the program of a sample, likewise. */
export function startProgram(sample: 'container' | 'shared', runtime: ContainerRuntime, temporary: string): RunningJob {
  const child = spawn(process.execPath, [programOf(sample)], {
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, WARMSCOPE_SIMULATE: runtime.simulated ? '1' : '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const news = new EventEmitter();
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    news.emit('output');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return {
    ended: once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, output, errors })),
    interrupt: () => void child.kill('SIGINT'),
    async printed(pattern) {
      while (!pattern.test(output)) await once(news, 'output');
    },
  };
}
