import { TenantWarning } from '../errors.js';
import { textOf } from '../hosts/lambda-context.js';
import type { Container } from '../registry/container.js';
import { disown, isThenable } from '../util/untrusted.js';

/** Says whom an event or a request is for; `undefined`, `null` and `''` mean that nobody is known. */
export type TenantOf = (...event: readonly unknown[]) => unknown;

/**
 * The tenant that a handler's own function gives. What throws, or gives no string, leaves the invocation
 * without one, and is reported; `place` names whose option it is.
 */
export function tenantBy(
  tenantOf: TenantOf,
  event: readonly unknown[],
  place: string,
  container: Container,
): string | undefined {
  const warn = (problem: string, cause?: { cause: unknown }): undefined => {
    const remedy = 'The invocation has no tenant: methods of tenant scope run uncached in it.';
    container.warn(
      tenantOf,
      new TenantWarning(`The option "tenant" of ${place} ${problem}. ${remedy}`, cause),
    );
  };
  let tenant: unknown;
  try {
    tenant = tenantOf(...event);
  } catch (cause) {
    return warn('threw; see `cause`', { cause });
  }
  if (tenant === undefined || tenant === null || tenant === '') return undefined;
  if (isThenable(tenant)) {
    disown(tenant);
    return warn('gave a promise; it must give a string at once');
  }
  return textOf(tenant) ?? warn(`gave a value of type ${typeof tenant}; it must give a string`);
}
