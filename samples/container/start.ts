import { Cleanup } from './cleanup.js';
import { chooseRuntime } from './lambda/choose-runtime.js';
import { MainJob } from './main-job.js';

const PATIENCE_MS = 5000;

/** The program behind `npm start`. Exit code 0 means that everything was as expected. */
const cleanup = new Cleanup();
let interruptedWith: number | undefined;

process.once('SIGINT', () => interrupt(130));
process.once('SIGTERM', () => interrupt(143));
process.stdout.on('error', () => interrupt(141)); // nobody reads on, as in `npm start | head`

try {
  await MainJob.run(chooseRuntime(), cleanup, (line) => console.log(line));
} catch (error) {
  process.exitCode = interruptedWith ?? 1;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(interruptedWith === undefined ? `\nThe run failed. ${reason}` : '\nInterrupted.');
} finally {
  await cleanup.run();
}

/** Ends the containers, upon which the job fails, and whatever else is under way. */
function interrupt(exitCode: number): void {
  if (interruptedWith !== undefined) return;
  interruptedWith = exitCode;
  void cleanup.run();
  setTimeout(() => process.exit(exitCode), PATIENCE_MS).unref();
}
