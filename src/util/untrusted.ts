import { isObject } from './guards.js';
import { requirePlentyOfStack } from './stack.js';

/**
 * A property of what may be anything; undefined where reading it throws, as it does with revoked and strict
 * proxies.
 */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  try {
    return Object(value)[name];
  } catch (error) {
    passOverflow(error);
    return undefined;
  }
}

/** True for what can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (!isObject(value)) return false;
  try {
    return typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
  } catch (error) {
    passOverflow(error);
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

/** Handles the rejection of a promise that an option gave and nobody awaits: it would end the process. */
export function disown(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}

/** Handles the rejections of promises in a list that an option gave, a few levels deep. */
export function disownAll(answer: unknown, depth = 8): void {
  disown(answer);
  try {
    if (depth > 0 && Array.isArray(answer)) for (const part of answer) disownAll(part, depth - 1);
  } catch {
    // It cannot be read, so nobody can get a promise out of it.
  }
}

/**
 * `SOON.then(work)` runs work a step later, on a stack of its own: all that can be done where the present one
 * has overflowed.
 */
export const SOON: Promise<void> = Promise.resolve();

/**
 * Handles the rejection of a promise that nobody will get. Other thenables are left alone: they may start
 * their work only when they are asked.
 */
export function adopt(value: unknown): void {
  try {
    if (value instanceof Promise) Promise.prototype.then.call(value, undefined, () => undefined);
  } catch {
    // Its constructor cannot be read, so nobody can handle it.
  }
}

/** Promises that nobody will get, put here where no stack is left to call {@link adopt}. */
export const ORPHANS: unknown[] = [];

/** Handles the rejections of all {@link ORPHANS}; throws the error that left them for a caller that waits. */
export function adoptOrphans(error?: unknown, isThrown?: boolean): void {
  for (const orphan of ORPHANS.splice(0)) adopt(orphan);
  if (isThrown) throw error;
}

/**
 * True for the error of a stack overflow, or one that it caused: it says how much stack a caller had left,
 * and nothing about what was called.
 */
export function isOverflow(error: unknown): boolean {
  try {
    let cause = error;
    for (let depth = 0; depth < MOST_CAUSES && isObject(cause); depth++) {
      if (saysOverflow(cause)) return true;
      cause = Reflect.get(cause, 'cause');
    }
    return false;
  } catch (unreadable) {
    // Either it cannot be read, or there is no stack left to do so.
    return unreadable !== error && isOverflow(unreadable);
  }
}

const OVERFLOW = 'Maximum call stack size exceeded';
/** What V8 says of an expression that it finds no stack for, while it reads it and while it compiles it. */
const NO_STACK = [OVERFLOW, ': Stack overflow', ': Regular expression too large'];

/** True for what V8 throws where it finds no stack to compile an expression: it blames the expression. */
function saysOverflow(error: object): boolean {
  if (error instanceof RangeError) return error.message === OVERFLOW;
  if (!(error instanceof SyntaxError) || !error.message.startsWith('Invalid regular expression: '))
    return false;
  return NO_STACK.some((reason) => error.message.endsWith(reason));
}

/**
 * Throws a RangeError where an error means that there is too little stack here: then nothing is known of what
 * was called. With plenty left, whoever threw it has used that up, as endless recursion does: an error like
 * any other.
 */
export function passOverflow(error: unknown): void {
  if (isOverflow(error)) requirePlentyOfStack();
}

/** The most causes of an error that are looked at. */
const MOST_CAUSES = 8;

/** What codes and names of errors look like that come from programs, not from data: `EPIPE`, `TypeError`. */
const NAME = / (E[A-Z_]+|[A-Za-z]*(Error|Exception))(?!\S)/;

/**
 * What a message says of something that was thrown: all of it where it is ours, else its code or its name.
 * The messages of other errors may hold arguments and values.
 */
export function nameOfThrown(thrown: unknown): string {
  let kind: unknown = typeof thrown;
  try {
    const { name, code, message } = thrown as Error & { code?: unknown };
    const text = ` ${code} ${name}`;
    if (/_WARMSCOPE_/.test(text)) return message;
    if (thrown instanceof Error) kind = NAME.exec(text)?.[1] ?? 'Error';
  } catch {
    // What cannot be read has no name.
  }
  return `${kind}, see \`cause\``;
}
