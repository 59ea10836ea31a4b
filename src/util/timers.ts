import * as node from './node-modules.js';
import { requireStack } from './stack.js';
import { SOON } from './untrusted.js';

// Taken when the package is imported: a test framework that replaces them later cannot keep any work of ours
// from going on.
const { setTimeout, clearTimeout, setImmediate, clearImmediate } = process.getBuiltinModule('node:timers');

/** The most milliseconds that the system's timers can count. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const nothing = (): undefined => undefined;

/**
 * Runs `work` on a later turn of the event loop. Unless `keepsAlive`, a process that has nothing else to do
 * does not wait for it.
 */
export function later(work: () => void, keepsAlive = true): void {
  withStack(() => {
    if (!timersAreReal()) waitFor(0, work, keepsAlive);
    else if (keepsAlive) setImmediate(work);
    else setImmediate(work).unref();
  });
}

/**
 * Runs `callback` once after so many milliseconds, and gives what cancels it. Unless `keepsAlive`, an idle
 * process does not wait for it.
 */
export function systemAfter(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  let disarm: (() => void) | undefined;
  let isWanted = true;
  withStack(() => {
    if (isWanted) disarm = (timersAreReal() ? waitLong : waitFor)(milliseconds, callback, keepsAlive);
  });
  return () => {
    isWanted = false;
    if (disarm !== undefined) withStack(disarm);
  };
}

/**
 * Runs work now, or where little stack is left a step later, on one of its own: a stack that ends inside of
 * Node's timers makes them miscount for ever.
 */
function withStack(work: () => void): void {
  try {
    requireStack();
  } catch {
    void SOON.then(work);
    return;
  }
  work();
}

/** Waits by timers, several in turn where there are too many milliseconds for one; gives what cancels it. */
function waitLong(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  let timer: NodeJS.Timeout;
  const arm = (rest: number): void => {
    const goOn = (): void => (rest > LONGEST_TIMER_MS ? arm(rest - LONGEST_TIMER_MS) : callback());
    timer = setTimeout(goOn, Math.min(Math.max(rest, 0), LONGEST_TIMER_MS));
    if (!keepsAlive) timer.unref();
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
}

let areReal: boolean | undefined;

/**
 * True where timers are Node's own: those are counted among what keeps the process alive. Others were
 * installed before the import, and ring when a test says so or never.
 */
function timersAreReal(): boolean {
  if (areReal === undefined) {
    const before = process.getActiveResourcesInfo().length;
    const timeout = setTimeout(nothing, LONGEST_TIMER_MS);
    const immediate = setImmediate(nothing);
    areReal = process.getActiveResourcesInfo().length === before + 2;
    clearTimeout(timeout);
    clearImmediate(immediate);
  }
  return areReal;
}

/** Waits without timers, where they are not real; gives what cancels it. */
function waitFor(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  const release = keepsAlive ? holdProcess() : nothing;
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const wait = Atomics.waitAsync(cell, 0, 0, Math.max(milliseconds, 1));
  void Promise.resolve(wait.value).then((outcome) => {
    release();
    if (outcome === 'timed-out') callback();
  });
  return () => void Atomics.notify(cell, 0);
}

/** Keeps the process alive until it is told otherwise. */
function holdProcess(): () => void {
  const { MessageChannel } = node.workerThreads();
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}
