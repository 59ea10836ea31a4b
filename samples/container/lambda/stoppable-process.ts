import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ShiftedClocks } from './clock-shim.js';
import type { RuntimeProcess } from './container-runtime.js';

const NANOSECONDS_IN_A_MILLISECOND = 1_000_000;

/** A process under clocks of its own that is stopped and continued by signals. */
export class StoppableProcess implements RuntimeProcess {
  constructor(
    readonly child: ChildProcess,
    private readonly clocks: ShiftedClocks,
  ) {}

  now(): number {
    return this.clocks.now();
  }

  /** Freezes the process and thaws it; undefined milliseconds are those for which it is really stopped. */
  async freeze(milliseconds: number | undefined, meanwhile: () => Promise<void>): Promise<void> {
    this.child.kill('SIGSTOP');
    try {
      while (this.isRunning() && !this.isStopped()) await nextTurn();
      const stoppedAt = process.hrtime.bigint();
      await meanwhile();
      const stopped = process.hrtime.bigint() - stoppedAt;
      this.clocks.pass(milliseconds ?? Number(stopped) / NANOSECONDS_IN_A_MILLISECOND, stopped);
    } finally {
      this.child.kill('SIGCONT');
    }
  }

  cleanUp(): void {
    this.clocks.remove();
  }

  private isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Whether the kernel has stopped every thread. */
  private isStopped(): boolean {
    const threads = `/proc/${this.child.pid}/task`;
    return readdirSync(threads).every((thread) => {
      const status = readFileSync(`${threads}/${thread}/stat`, 'utf8');
      return status.slice(status.lastIndexOf(')') + 2).startsWith('T');
    });
  }
}
