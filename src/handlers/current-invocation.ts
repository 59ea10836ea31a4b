import type { Invocation } from '../invocation/invocation-view.js';
import { containerRegistry } from '../registry/global-registry.js';

/**
 * The invocation that the calling code belongs to, through any depth of awaits; undefined outside of one, and for what goes on after its end.
 * A cached method of container scope must not depend on it: its result would reach other callers, so it is not stored.
 * @example
 * console.log(currentInvocation()?.id, currentInvocation()?.tenantId);
 */
export function currentInvocation(): Invocation | undefined {
  return containerRegistry.invocations.read();
}
