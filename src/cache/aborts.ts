import { propertyOf } from './hostile-values.js';

/** What an AbortSignal that timed out gives as its reason's code; errors that are merely called TimeoutError are failures like any other. */
const TIMEOUT_ERR = 23;

/** So many properties of an argument are looked at for signals. */
const MOST_PROPERTIES = 1_000;

/** The reasons (`undefined` where there is none) of the aborted signals among the arguments of a call, and among their properties: of an object with options, a `Request`, a controller. */
export function abortReasonsIn(args: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  for (const arg of args) {
    if (typeof arg !== 'object' || arg === null) continue;
    if (isAbortedSignal(arg)) found.push(propertyOf(arg, 'reason'));
    else for (const part of partsOf(arg)) if (isAbortedSignal(part)) found.push(propertyOf(part, 'reason'));
  }
  return found;
}

/** True for what an operation rejects with whose signal was aborted; `reasons` are those of the signals that it was given. */
export function isAbort(error: unknown, reasons: readonly unknown[]): boolean {
  if (error !== undefined && reasons.includes(error)) return true;
  if (typeof error !== 'object' || error === null) return false;
  const [name, code] = [propertyOf(error, 'name'), propertyOf(error, 'code')];
  return name === 'AbortError' || code === 'ABORT_ERR' || (name === 'TimeoutError' && (code === TIMEOUT_ERR || reasons.length > 0));
}

/** Any implementation's, of this realm or another. */
function isAbortedSignal(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return propertyOf(value, 'aborted') === true && typeof propertyOf(value, 'addEventListener') === 'function';
}

function partsOf(arg: object): unknown[] {
  const parts = [propertyOf(arg, 'signal')];
  if (ArrayBuffer.isView(arg)) return parts;
  try {
    if (Array.isArray(arg)) return arg.slice(0, MOST_PROPERTIES);
    for (const key in arg) {
      if (parts.length > MOST_PROPERTIES) break;
      if (Object.hasOwn(arg, key)) parts.push(propertyOf(arg, key));
    }
  } catch {
    // It cannot be read: no signal of ours is in it.
  }
  return parts;
}
