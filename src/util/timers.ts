import type { MessagePort } from 'node:worker_threads';
import { nodeModules } from './node-modules.js';
import { requireStack } from './stack.js';

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
    if (!immediatesAreReal()) sendTo(work, keepsAlive);
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
    if (!isWanted) return;
    disarm = timeoutsAreReal()
      ? waitLong(milliseconds, callback, keepsAlive)
      : waitFor(milliseconds, callback, keepsAlive);
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
    void NOW.then(work);
    return;
  }
  work();
}

const NOW: Promise<void> = Promise.resolve();

/**
 * Waits for any number of milliseconds, in pieces where there are too many for one timer; gives what calls it
 * off.
 */
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

/**
 * Tells, once it is asked, whether timers are Node's own: those are counted among what keeps the process
 * alive. Others were installed before the import, and ring when a test says so or never.
 */
function isReal(resource: string, arm: () => () => void): () => boolean {
  let verdict: boolean | undefined;
  const count = (): number => process.getActiveResourcesInfo().filter((each) => each === resource).length;
  return () => {
    if (verdict !== undefined) return verdict;
    const before = count();
    const disarm = arm();
    verdict = count() > before;
    disarm();
    return verdict;
  };
}

const immediatesAreReal = isReal('Immediate', () => {
  const immediate = setImmediate(nothing);
  return () => clearImmediate(immediate);
});

const timeoutsAreReal = isReal('Timeout', () => {
  const timeout = setTimeout(nothing, LONGEST_TIMER_MS);
  return () => clearTimeout(timeout);
});

/**
 * What stands in for timers that are not real: a message comes on a later turn, too. Its port keeps the
 * process alive as long as somebody asks for that.
 */
class Post {
  readonly #receiver: MessagePort;
  readonly #sender: MessagePort;
  readonly #waiting: (() => void)[] = [];
  #holds = 0;

  constructor() {
    const { port1, port2 } = new nodeModules.workerThreads.MessageChannel();
    this.#receiver = port1;
    this.#sender = port2;
    port1.on('message', () => this.#waiting.shift()?.());
    port1.unref();
  }

  send(work: () => void): void {
    this.#waiting.push(work);
    this.#sender.postMessage(undefined);
  }

  /** Keeps the process alive until it is told otherwise. */
  hold(): () => void {
    if (this.#holds++ === 0) this.#receiver.ref();
    return () => {
      if (--this.#holds === 0) this.#receiver.unref();
    };
  }
}

let post: Post | undefined;

function hold(keepsAlive: boolean): () => void {
  post ??= new Post();
  return keepsAlive ? post.hold() : nothing;
}

function sendTo(work: () => void, keepsAlive: boolean): void {
  const release = hold(keepsAlive);
  post?.send(() => {
    release();
    work();
  });
}

/** Stands in for a timer: a wait that nobody ends but the one who cancels it. */
function waitFor(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  const release = hold(keepsAlive);
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const wait = Atomics.waitAsync(cell, 0, 0, Math.max(milliseconds, 1));
  void Promise.resolve(wait.value).then((outcome) => {
    release();
    if (outcome === 'timed-out') callback();
  });
  return () => void Atomics.notify(cell, 0);
}
