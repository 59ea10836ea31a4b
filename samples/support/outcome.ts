import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a sample did: the answers it gave, and what they cost. */
export interface Outcome {
  readonly answers: readonly unknown[];
  readonly costs: Readonly<Record<string, number>>;
}

/** Runs a sample and prints its outcome, where its file is the one that node or tsx was started with. */
export async function printIfMain(moduleUrl: string, run: () => Promise<Outcome>): Promise<void> {
  const [, started] = process.argv;
  if (started === undefined || realpathSync(started) !== realpathSync(fileURLToPath(moduleUrl))) return;
  const { answers, costs } = await run();
  for (const answer of answers) console.log(`answer: ${typeof answer === 'string' ? answer : JSON.stringify(answer)}`);
  for (const [what, count] of Object.entries(costs)) console.log(`${what}: ${count}`);
}
