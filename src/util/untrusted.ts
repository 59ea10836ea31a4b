/**
 * A property of a value that may be anything; undefined where reading it throws, as revoked and strict
 * proxies do.
 */
export function propertyOf(value: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** True for what can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
  } catch {
    return false;
  }
}

/**
 * A thenable that does its work when it is asked, as query builders do, begins here, so that what it reads
 * and waits for is known.
 */
export function begun(result: unknown): unknown {
  return isThenable(result) ? Promise.resolve(result) : result;
}

/** Takes care of a promise that an option gave and nobody awaits, so that its rejection ends no process. */
export function disown(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}

/** Takes care of the promises in a list that an option gave, as deep as anybody nests one. */
export function disownAll(answer: unknown, depth = 8): void {
  disown(answer);
  try {
    if (depth > 0 && Array.isArray(answer)) for (const part of answer) disownAll(part, depth - 1);
  } catch {
    // It cannot be read: nothing in it was ours to handle.
  }
}

/**
 * `SOON.then(work)` runs work a step later, on a stack of its own: all that can be done where the present one
 * has overflowed.
 */
export const SOON: Promise<void> = Promise.resolve();

/**
 * Takes care of a promise that was left to nobody. Other thenables are left alone: they may wait to be asked
 * before they do anything.
 */
export function adopt(value: unknown): void {
  try {
    if (value instanceof Promise) Promise.prototype.then.call(value, undefined, () => undefined);
  } catch {
    // Its constructor cannot be read, so nobody can handle it.
  }
}

/**
 * Promises that were left to nobody, for {@link adoptOrphans}: what has no stack left for a function of its
 * own puts them here.
 */
export const ORPHANS: unknown[] = [];

/** Takes care of the promises that were left to nobody. */
export function adoptOrphans(): void {
  for (const orphan of ORPHANS.splice(0)) adopt(orphan);
}

/**
 * True for the error of a stack overflow, or one that it caused: it says how much stack a caller had left,
 * and nothing about what was called.
 */
export function isOverflow(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MOST_CAUSES && typeof cause === 'object' && cause !== null; depth++) {
    if (cause instanceof RangeError && propertyOf(cause, 'message') === 'Maximum call stack size exceeded')
      return true;
    cause = propertyOf(cause, 'cause');
  }
  return false;
}

/** So many causes of an error are looked at. */
const MOST_CAUSES = 8;

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something without a text was thrown';
  }
}
