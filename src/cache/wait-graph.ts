import type { AsyncLocalStorage } from 'node:async_hooks';
import { nodeModules } from '../node-modules.js';
import { later } from './timers.js';
import type { Opened, Reads, Wait } from './wait.js';

/** What has a wait, made when it is asked for. */
export interface Waiter {
  readonly wait: Wait;
}

const PROMISES_ARE_HOOKED = Number.parseInt(process.versions.node, 10) < 24;

/** Who waits for whom among the loads and builds of a container, through any depth of awaits, so that none waits for itself. */
export class WaitGraph {
  #contexts: AsyncLocalStorage<Wait | undefined> | undefined;
  /** What runs on the stack without an async context of its own: nothing of it can wait. */
  onStack: Waiter | undefined;
  #open = 0;
  #isIdling = false;

  /** Runs a loader or factory as `wait`, until it is settled; whatever is loading around it waits for it. */
  run<T>(wait: Wait, work: () => T): T {
    this.current?.needs(wait);
    this.#contexts ??= new nodeModules.asyncHooks.AsyncLocalStorage();
    wait.isOpen = true;
    this.#open++;
    const around = this.onStack;
    this.onStack = undefined;
    try {
      return this.#contexts.run(wait, work);
    } finally {
      this.onStack = around;
    }
  }

  /** Runs what nothing around it waits for. */
  apart(work: () => void): void {
    const around = this.onStack;
    this.onStack = undefined;
    try {
      if (this.#open === 0 || this.#contexts === undefined) work();
      else this.#contexts.run(undefined, work);
    } finally {
      this.onStack = around;
    }
  }

  /** Notes what runs from now on until `onStack` is what it was before, which is given. */
  enter(waiter: Waiter): Waiter | undefined {
    const around = this.onStack;
    if (around !== undefined || this.#open > 0) this.current?.needs(waiter.wait);
    this.onStack = waiter;
    return around;
  }

  /** Counts what was entered among what is settled later. */
  keep(wait: Wait): void {
    wait.isOpen = true;
    this.#open++;
  }

  /** Ends a wait that was run, or kept. */
  settle(wait: Wait): void {
    wait.settle();
    if (!wait.isOpen) return;
    wait.isOpen = false;
    this.#open--;
    if (this.#open === 0 && !this.#isIdling && PROMISES_ARE_HOOKED) this.#idle();
  }

  /** Before Node 24 a used AsyncLocalStorage slows every promise of the process; while nothing loads there is no need for it. */
  #idle(): void {
    this.#isIdling = true;
    later(() => {
      this.#isIdling = false;
      if (this.#open === 0) this.#contexts?.disable();
    }, false);
  }

  /** Notes that the load around this call now waits for `target`; gives the labels of the cycle where that would never end. */
  join(target: Wait): string[] | undefined {
    const active = this.current;
    const cycle = active && this.#cycle(target, active);
    if (cycle === undefined) active?.needs(target);
    return cycle;
  }

  /** Joins `target` without taking over what it reads: what it gives is used only if that depends on no invocation. */
  follow(target: Wait): string[] | undefined {
    const active = this.current;
    const cycle = active && this.#cycle(target, active);
    if (cycle === undefined) active?.follows(target);
    return cycle;
  }

  #cycle(target: Wait, active: Wait): string[] | undefined {
    const cycle = pathBetween(target, active);
    return cycle && [...cycle, target.label];
  }

  /** Notes that what is loading around this call depends on an invocation. */
  noteReads(reads: Reads, of?: Opened): void {
    this.current?.noteReads(reads, of);
  }

  /** Notes that what is loading around this call gets hold of what `target` will give. */
  hear(target: Wait): void {
    this.current?.hears(target);
  }

  /** What is being loaded or built around this call. */
  get current(): Wait | undefined {
    const wait = this.onStack === undefined ? this.#contexts?.getStore() : this.onStack.wait;
    return wait?.isSettled === false ? wait : undefined;
  }
}

/** The labels from one wait to another along what they wait for. */
function pathBetween(from: Wait, to: Wait, seen = new Set<Wait>()): string[] | undefined {
  if (from === to) return [to.label];
  seen.add(from);
  for (const next of from.waitsFor) {
    const rest = next.isSettled || seen.has(next) ? undefined : pathBetween(next, to, seen);
    if (rest !== undefined) return [from.label, ...rest];
  }
  return undefined;
}
