import type { AsyncLocalStorage } from 'node:async_hooks';
import * as node from '../util/node-modules.js';
import { later } from '../util/timers.js';
import type { Reads } from './reads.js';
import { NEEDS, type Opened, pathBetween, type Wait } from './wait.js';

const PROMISES_ARE_HOOKED = Number.parseInt(process.versions.node, 10) < 24;

/**
 * The graph of which loads and builds of a container wait for which others, through any depth of awaits, so
 * that none waits for itself.
 */
export class WaitGraph {
  #contexts: AsyncLocalStorage<Wait | undefined> | undefined;
  /** What runs on the stack without an async context of its own: nothing of it can wait. */
  #onStack: Wait | undefined;
  #open = 0;
  #isIdling = false;

  /**
   * Notes that `wait` is at work from now on until it leaves, and that whatever is loading around it waits
   * for it. What is synchronous waits for nothing, so it needs no async context of its own.
   */
  enter(wait: Wait, isSynchronous = false): void {
    if (this.#onStack !== undefined || this.#open > 0) this.current?.link(wait, NEEDS);
    wait.aroundOnStack = this.#onStack;
    if (isSynchronous) {
      this.#onStack = wait;
      return;
    }
    this.#contexts ??= new (node.asyncHooks().AsyncLocalStorage)();
    this.keep(wait);
    wait.aroundInContext = this.#contexts.getStore();
    wait.hasContext = true;
    this.#onStack = undefined;
    this.#contexts.enterWith(wait);
  }

  /** Puts back what was around it. */
  leave(wait: Wait): void {
    const { aroundOnStack, aroundInContext, hasContext } = wait;
    this.#onStack = aroundOnStack;
    wait.aroundOnStack = undefined;
    if (!hasContext) return;
    wait.hasContext = false;
    wait.aroundInContext = undefined;
    this.#contexts?.enterWith(aroundInContext);
  }

  /** Runs what nothing around it waits for. */
  apart(work: () => void): void {
    const around = this.#onStack;
    this.#onStack = undefined;
    try {
      if (this.#open === 0 || this.#contexts === undefined) work();
      else this.#contexts.run(undefined, work);
    } finally {
      this.#onStack = around;
    }
  }

  /** Counts what was entered among what is settled later. */
  keep(wait: Wait): void {
    wait.isCounted = true;
    this.#open++;
  }

  /** Ends a wait that was run, or kept. */
  settle(wait: Wait): void {
    wait.settle();
    if (!wait.isCounted) return;
    wait.isCounted = false;
    if (--this.#open > 0 || this.#isIdling || !PROMISES_ARE_HOOKED) return;
    // Before Node 24 a used AsyncLocalStorage slows every promise of the process: not while nothing loads.
    this.#isIdling = true;
    later(() => {
      this.#isIdling = false;
      if (this.#open === 0) this.#contexts?.disable();
    }, false);
  }

  /**
   * Notes that the load around this call now waits for `target`; gives the labels of the cycle where that
   * would never end.
   */
  join(target: Wait, link = NEEDS): string[] | undefined {
    const { current } = this;
    const cycle = current && pathBetween(target, current);
    if (cycle !== undefined) return [...cycle, target.label];
    current?.link(target, link);
    return undefined;
  }

  /** Notes that what is loading around this call depends on an invocation. */
  noteReads(reads: Reads, of?: Opened): void {
    this.current?.noteReads(reads, of);
  }

  /** What is being loaded or built around this call. */
  get current(): Wait | undefined {
    const wait = this.#onStack ?? this.#contexts?.getStore();
    return wait?.isSettled === false ? wait : undefined;
  }
}

/** Runs work as `wait`, which goes on until it is settled. */
export function runAs<T>(graph: WaitGraph, wait: Wait, work: () => T): T {
  graph.enter(wait);
  try {
    return work();
  } finally {
    graph.leave(wait);
  }
}
