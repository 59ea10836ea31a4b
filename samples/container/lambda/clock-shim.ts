import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFolder, sampleFolder } from './project-root.js';

const run = promisify(execFile);
const SOURCE = join(sampleFolder, 'lambda', 'clock-shim.c');
const NANOSECONDS_IN_A_MILLISECOND = 1_000_000;

/** Compiles the preloaded library that gives a process clocks of its own; answers its path. Quick when it is there already. */
export async function buildClockShim(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 12);
  const library = join(buildFolder, `clock-shim-${version}-${process.arch}.so`);
  if (existsSync(library)) return library;
  await mkdir(buildFolder, { recursive: true });
  const unfinished = `${library}.${process.pid}`;
  await run('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-o', unfinished, SOURCE, '-ldl']);
  renameSync(unfinished, library);
  return library;
}

/** The clocks of one process under the shim, as seen and moved from outside. */
export class ShiftedClocks {
  private readonly file: number;
  private wall: bigint;
  private monotonic = 0n;

  constructor(
    private readonly path: string,
    aheadMs: number,
  ) {
    this.wall = toNanoseconds(aheadMs);
    this.file = openSync(path, 'w');
    this.write();
  }

  /** The wall clock as the process sees it. */
  now(): number {
    return Date.now() + Number(this.wall) / NANOSECONDS_IN_A_MILLISECOND;
  }

  /** Lets the wall clock move on by `milliseconds` and the monotonic clock stand still, over a stop of `stopped` nanoseconds. */
  pass(milliseconds: number, stopped: bigint): void {
    this.wall += toNanoseconds(milliseconds) - stopped;
    this.monotonic -= stopped;
    this.write();
  }

  remove(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }

  private write(): void {
    writeSync(this.file, new BigInt64Array([this.wall, this.monotonic]), 0, 16, 0);
  }
}

function toNanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds * NANOSECONDS_IN_A_MILLISECOND));
}
