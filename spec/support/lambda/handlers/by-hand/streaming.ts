import { setTimeout as sleep } from 'node:timers/promises';
import type { Streaming } from '../../answers.js';

declare const awslambda: Streaming;

/** Streams two chunks 50 ms apart, and goes on for `afterMs` when the caller has them, or fails. No warmscope. */
export const handler = awslambda.streamifyResponse(
  async ({ afterMs, fail }: { afterMs: number; fail?: boolean }, stream, _context): Promise<void> => {
    stream.setContentType('text/plain');
    stream.write('one ');
    await sleep(50);
    if (fail) throw new RangeError('the second chunk is missing');
    stream.write('two');
    stream.end();
    await sleep(afterMs);
  },
);
