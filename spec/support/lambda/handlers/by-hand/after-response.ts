import type { Served } from '../../answers.js';
import { nextEvent, register } from './extension.js';
import { read, refreshing } from './stale.js';

let finish = (): void => undefined;
let finished: Promise<void>;

/** An internal extension keeps the container running until the refresh is done. No warmscope. */
async function serveExtension(): Promise<void> {
  const registration = await register(['INVOKE']);
  if (registration.status === 200) void keepRunning(registration);
}

async function keepRunning(registration: Awaited<ReturnType<typeof register>>): Promise<void> {
  for (;;) {
    finished = new Promise((resolve) => {
      finish = resolve;
    });
    await nextEvent(registration);
    await finished;
    await refreshing;
  }
}

await serveExtension();

export async function handler(_event: unknown, _context: unknown): Promise<Served> {
  try {
    return await read();
  } finally {
    finish();
  }
}
