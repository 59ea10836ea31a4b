import { isObject } from '../util/guards.js';
import { propertyOf } from '../util/untrusted.js';

/**
 * Resolves when a response stream is finished, closed or failed; at once for what is no stream of Node's.
 * Never rejects.
 */
export function streamEnd(stream: unknown): Promise<void> | undefined {
  if (!isObject(stream)) return undefined;
  const listen = propertyOf(stream, 'once');
  const isOpen = propertyOf(stream, 'writableFinished') === false && propertyOf(stream, 'destroyed') !== true;
  if (!isOpen || typeof listen !== 'function') return undefined;
  return new Promise((resolve) => {
    for (const event of ['finish', 'close', 'error']) listen.call(stream, event, () => resolve());
  });
}
