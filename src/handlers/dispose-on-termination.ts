import { container } from '../registry/global.js';
import { disposeOnHostsTermination, type TerminationOptions } from '../registry/termination.js';

/**
 * What a server calls once, so that singletons are disposed when the process is told to end:
 * `registry.disposeOnTermination`, by itself. Gives what stops listening; throws InvalidOptionError.
 * @example
 * disposeOnTermination({ grace: '8s' });
 */
export function disposeOnTermination(options?: TerminationOptions): () => void {
  return disposeOnHostsTermination(container, options);
}
