import { nextEvent, register } from './extension.js';

/** Registers extensions before and after the runtime's first poll and tells what was answered. No warmscope. */
const early = [await register(['SHUTDOWN']), await register(['SLEEP']), await register([])];
const [, , accepted] = early;
if (accepted?.status === 200) void nextEvent(accepted);

export async function handler(_event: unknown, _context: unknown): Promise<string[]> {
  return [...early, await register(['INVOKE'])].map(({ status, body }) => `${status} ${body}`);
}
