import { runInvocation } from '../../src/index.js';

/** Runs work as an invocation for a tenant, or for nobody that is known. */
export function within<T>(tenantId: string | undefined, work: () => T): Promise<Awaited<T>> {
  return runInvocation({ tenantId }, work);
}
