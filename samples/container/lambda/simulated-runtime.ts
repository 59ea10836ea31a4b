import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type ContainerRuntime, lambdaNodeOptions, type RuntimeProcess } from './container-runtime.js';
import { buildFolder, sampleFolder } from './project-root.js';

/** A stand-in for the runtime client, for systems where that does not build: a node process with a patched wall clock. */
export class SimulatedRuntime implements ContainerRuntime {
  readonly simulated = true;
  readonly nodeVersion = process.version;
  readonly description = `SIMULATED containers: not the Lambda runtime client but a stand-in, node ${process.version}`;
  private program: string | undefined;

  async prepare(): Promise<void> {
    this.program = await buildSimulatedClient();
  }

  launch(environment: Readonly<Record<string, string>>, aheadMs: number): RuntimeProcess {
    if (!this.program) throw new Error('Call prepare() before the first container starts.');
    const child = spawn(process.execPath, [...lambdaNodeOptions(), this.program], {
      env: { ...environment, WARMSCOPE_CLOCK_AHEAD_MS: String(aheadMs) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new ShiftableProcess(child, aheadMs);
  }
}

/** A process that moves its own wall clock when told to. It is not stopped: a freeze takes it no time, so its monotonic clock stands still. */
class ShiftableProcess implements RuntimeProcess {
  constructor(
    readonly child: ChildProcess,
    private aheadMs: number,
  ) {}

  now(): number {
    return Date.now() + this.aheadMs;
  }

  async freeze(milliseconds: number, meanwhile: () => Promise<void>): Promise<void> {
    await meanwhile();
    const confirmed = once(this.child, 'message');
    this.child.send({ moveWallClockBy: milliseconds });
    await confirmed;
    this.aheadMs += milliseconds;
  }

  cleanUp(): void {
    // It leaves nothing behind.
  }
}

async function buildSimulatedClient(): Promise<string> {
  const source = join(sampleFolder, 'lambda', 'simulated-client.ts');
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const program = join(buildFolder, `simulated-client-${version}.cjs`);
  if (existsSync(program)) return program;
  const unfinished = `${program}.${process.pid}`;
  await build({
    entryPoints: [source],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  renameSync(unfinished, program);
  return program;
}
