import { runInvocation } from '../../src/index.js';

export { begin, endAll, type OpenInvocation } from '../support/open-invocation.js';

/** Does something as one invocation of the container. */
export function once<T>(work: () => T): Promise<Awaited<T>> {
  return runInvocation({}, work);
}
