import { OptionWarning } from '../errors.js';
import { type TenantOf, tenantBy } from '../handlers/tenant.js';
import { textOf } from '../hosts/lambda-context.js';
import type { InvocationDescription } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { type Checks, check, checkedOptions, isFunction } from '../util/checks.js';
import { disown, isThenable } from '../util/untrusted.js';

/** What an option says of a request; a function of a narrower type of request fits as well. */
export type OfRequest<Request, T> = { of(request: Request): T | null | undefined }['of'];

/** The options of the scopes of web frameworks. Every one is optional. */
export interface ScopeOptions<Request> {
  /** What the invocation is called, for logs. Nothing (`undefined`, `null`, `''`) means a random UUID. */
  readonly id?: OfRequest<Request, string> | undefined;
  /**
   * Whom the request is for. Nobody (`undefined`, `null`, `''`), or a function that throws, leaves the
   * invocation without a tenant: methods of tenant scope run uncached in it. Default: nobody is known.
   */
  readonly tenant?: OfRequest<Request, string> | undefined;
  /** Epoch milliseconds at which nobody waits for the answer any longer. Default: never. */
  readonly deadline?: OfRequest<Request, number> | undefined;
}

const ofRequest = /* @__PURE__ */ check(isFunction, 'a function of the request');

const SCOPE_CHECKS: Checks = { id: ofRequest, tenant: ofRequest, deadline: ofRequest };

/** Checked options. */
type Asked = (request: unknown) => unknown;
interface Checked {
  readonly id?: Asked;
  readonly tenant?: TenantOf;
  readonly deadline?: Asked;
}

/** Says what is wrong with an answer. */
type Complain = (problem: string, origin?: { cause: unknown }) => undefined;

/** What an option says of a request; undefined, with a complaint, for what is not `isValid` or is thrown. */
function answerOf(
  ask: Asked,
  request: unknown,
  isValid: (answer: unknown) => boolean,
  complain: Complain,
): unknown {
  let answer: unknown;
  try {
    answer = ask(request);
  } catch (cause) {
    return complain('threw; see `cause`', { cause });
  }
  if (answer === undefined || answer === null) return undefined;
  if (isValid(answer)) return answer;
  disown(answer);
  return complain(`gave ${isThenable(answer) ? 'a promise' : typeName(answer)}`);
}

const typeName = (answer: unknown): string =>
  Number.isNaN(answer) ? 'NaN' : `a value of type ${typeof answer}`;
const isText = (value: unknown): boolean => typeof value === 'string';
const isTime = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value);

/** What reads a request as the options say; throws InvalidOptionError. */
export function descriptionBy(
  options: object,
  place: string,
  container: Container,
): (request: unknown) => InvocationDescription {
  const { id, tenant, deadline } = checkedOptions<Checked>(options, SCOPE_CHECKS, place);
  const complaint =
    (ask: Asked, option: string, valid: string): Complain =>
    (problem, origin) => {
      const text = `The option "${option}" of ${place} ${problem}, so the invocation goes on without it.`;
      container.warn(ask, new OptionWarning(`${text} It must give ${valid}, or undefined.`, origin));
      return undefined;
    };
  return (request) => ({
    id: id && textOf(answerOf(id, request, isText, complaint(id, 'id', 'a string'))),
    tenantId: tenant && tenantBy(tenant, [request], place, container),
    deadline:
      deadline &&
      (answerOf(deadline, request, isTime, complaint(deadline, 'deadline', 'epoch milliseconds')) as number),
  });
}
