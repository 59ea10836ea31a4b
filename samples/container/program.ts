import { Cleanup } from './cleanup.js';
import { chooseRuntime } from './lambda/choose-runtime.js';
import type { ContainerRuntime } from './lambda/container-runtime.js';

const PATIENCE_MS = 5000;

/** What a program does: what it starts it hands to `cleanup`, what it has to say to `print`. */
export type Job = (runtime: ContainerRuntime, cleanup: Cleanup, print: (line: string) => void) => Promise<void>;

/** Runs a job as a program of its own, and cleans up however that ends. Exit code 0 means that everything was as expected. */
export async function runProgram(job: Job): Promise<void> {
  const cleanup = new Cleanup();
  let interruptedWith: number | undefined;

  /** Ends the containers, upon which the job fails, and whatever else is under way. */
  const interrupt = (exitCode: number): void => {
    if (interruptedWith !== undefined) return;
    interruptedWith = exitCode;
    void cleanup.run();
    setTimeout(() => process.exit(exitCode), PATIENCE_MS).unref();
  };

  process.once('SIGINT', () => interrupt(130));
  process.once('SIGTERM', () => interrupt(143));
  process.stdout.on('error', () => interrupt(141)); // nobody reads on, as in `npm start | head`

  try {
    await job(chooseRuntime(), cleanup, (line) => console.log(line));
  } catch (error) {
    process.exitCode = interruptedWith ?? 1;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    console.error(interruptedWith === undefined ? `\nThe run failed. ${reason}` : '\nInterrupted.');
  } finally {
    await cleanup.run();
  }
}
