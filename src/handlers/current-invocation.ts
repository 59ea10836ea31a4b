import type { Invocation } from '../invocation/invocation-view.js';
import { container } from '../registry/global.js';
import { lifecycle } from '../registry/lifecycle.js';

/**
 * The invocation that the calling code belongs to, through any depth of awaits; undefined outside of one, and
 * for what goes on after its end. A cached method of container scope must not depend on it: where its loader
 * reads more than `deadline` and `remainingMs`, the result would reach callers it is not for, so it is not
 * stored. For logs and metrics there is `invocationForLogs`.
 * @example
 * console.log(currentInvocation()?.id, currentInvocation()?.tenantId);
 */
export function currentInvocation(): Invocation | undefined {
  return lifecycle.in(container)?.invocations.read();
}

/**
 * The running invocation for logs, metrics and traces; undefined outside of any. What a loader reads of it is
 * not noted, so a cached method may log whom it works for. It must not flow into a result: what is loaded for
 * one caller is handed to the next.
 * @example
 * console.log(JSON.stringify({ requestId: invocationForLogs()?.id, message: 'loading the plan' }));
 */
export function invocationForLogs(): Invocation | undefined {
  return lifecycle.in(container)?.invocations.readForLogs();
}
