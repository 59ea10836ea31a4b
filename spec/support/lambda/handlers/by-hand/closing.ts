import { setTimeout as sleep } from 'node:timers/promises';
import { nextEvent, register } from './extension.js';

/** Registers for nothing, which is how one gets a SIGTERM from Lambda, and takes as long over it as it is told. No warmscope. */
if (process.env.EXTENSION === '1') {
  const registration = await register([]);
  void nextEvent(registration);
}
process.once('SIGTERM', async () => {
  await sleep(Number(process.env.CLOSING_MS));
  if (process.env.BY_EXIT === '1') process.exit(0);
  else process.kill(process.pid, 'SIGTERM');
});

export async function handler(_event: unknown, _context: unknown): Promise<string> {
  return 'open';
}
