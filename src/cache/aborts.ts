import { isObject } from '../util/guards.js';
import { passOverflow, propertyOf } from '../util/untrusted.js';

/** The code of the reason that an AbortSignal gives which timed out. */
const TIMEOUT_ERR = 23;

/** The most properties of an argument that are searched for signals. */
const MOST_PROPERTIES = 1_000;

/**
 * The reasons (`undefined` where there is none) of the aborted signals among the arguments of a call, and in
 * their properties or items: of an object with options, a `Request`, a controller.
 */
export function abortReasonsIn(args: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  for (const arg of args) {
    if (!isObject(arg)) continue;
    if (isAbortedSignal(arg)) found.push(propertyOf(arg, 'reason'));
    else for (const part of partsOf(arg)) if (isAbortedSignal(part)) found.push(propertyOf(part, 'reason'));
  }
  return found;
}

/**
 * How an operation was ended that failed: its signal was aborted, or its time was over, be it by its caller's
 * limit or as the service hangs. Undefined for other failures. `reasons` are those of the aborted signals
 * that it was given.
 */
export function abortOf(error: unknown, reasons: readonly unknown[]): 'abort' | 'timeout' | undefined {
  if (error !== undefined && reasons.includes(error)) return 'abort';
  if (!isObject(error)) return undefined;
  const [name, code] = [propertyOf(error, 'name'), propertyOf(error, 'code')];
  if (name === 'AbortError' || code === 'ABORT_ERR') return 'abort';
  if (name !== 'TimeoutError') return undefined;
  return code === TIMEOUT_ERR || reasons.length > 0 ? 'abort' : 'timeout';
}

/** True for an aborted signal of any implementation, of this realm or another. */
function isAbortedSignal(value: unknown): value is object {
  return propertyOf(value, 'aborted') === true && typeof propertyOf(value, 'addEventListener') === 'function';
}

function partsOf(arg: object): unknown[] {
  const parts = [propertyOf(arg, 'signal')];
  if (ArrayBuffer.isView(arg)) return parts;
  try {
    if (Array.isArray(arg)) return arg.slice(0, MOST_PROPERTIES);
    if (arg instanceof Map || arg instanceof Set) return firstOf(arg.values());
    for (const key in arg) {
      if (parts.length > MOST_PROPERTIES) break;
      if (Object.hasOwn(arg, key)) parts.push(propertyOf(arg, key));
    }
  } catch (error) {
    passOverflow(error);
    // It cannot be read: no signal of ours is in it.
  }
  return parts;
}

function firstOf(items: Iterable<unknown>): unknown[] {
  const first: unknown[] = [];
  for (const item of items) if (first.push(item) === MOST_PROPERTIES) break;
  return first;
}
