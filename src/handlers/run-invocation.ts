import { InvalidOptionError } from '../errors.js';
import type { InvocationDescription } from '../invocation/invocation.js';
import { container } from '../registry/global.js';
import { checkedOptions, INVOCATION_CHECKS } from '../util/checks.js';
import { invalidOption } from '../util/invalid-option.js';
import { perform } from './lifecycle.js';

/** The options of `runInvocation`. Every one is optional. */
export type InvocationOptions = InvocationDescription;

/**
 * Runs `work` as one invocation, as `createHandler` does, for any other host: a web framework, Cloud Run, a
 * queue's consumer, a test. Counted, in its own context, its background work finished before the promise
 * settles (within the deadline, or 5 s where there is none). Rejects with what `work` throws, or with
 * InvalidOptionError.
 * @example
 * app.use((request, response) =>
 *   runInvocation({ tenantId: request.user.tenant }, () => answer(request, response)),
 * );
 */
export async function runInvocation<T>(options: InvocationOptions, work: () => T): Promise<Awaited<T>> {
  const description = checkedInvocation(options, 'runInvocation');
  if (typeof work !== 'function') {
    throw new InvalidOptionError(
      `runInvocation takes its work as the second argument: received ${typeof work}; valid is a function.`,
    );
  }
  return perform(container, description, work);
}

/** What is known of an invocation, checked; `place` names the function that was given it. */
export function checkedInvocation(options: InvocationOptions, place: string): InvocationOptions {
  const description = checkedOptions(options, INVOCATION_CHECKS, place);
  const { tenantId } = description;
  if (tenantId === undefined || (typeof tenantId === 'string' && tenantId !== '')) return description;
  const received = tenantId === '' ? 'an empty string' : `a value of type ${typeof tenantId}`;
  const valid = 'a string that is not empty, or undefined where nobody is known';
  throw invalidOption('tenantId', place, received, valid);
}
