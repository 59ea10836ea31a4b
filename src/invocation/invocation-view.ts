import type { RunningInvocation } from './invocation.js';
import type { InvocationRead } from './invocations.js';

/**
 * The running invocation, as `currentInvocation()` gives it. Reading it inside a loader is noticed: what depends on one invocation must not be
 * handed to the next. A loader of tenant scope may read `tenantId`, and nothing else.
 */
export interface Invocation {
  /** Lambda's request id, or what `runInvocation` was given; else a random UUID. */
  readonly id: string;
  /** Whom it works for; undefined when that is not known. */
  readonly tenantId: string | undefined;
  /** Epoch milliseconds at which the host gives it up; `Infinity` when there is no such time. */
  readonly deadline: number;
  /** Milliseconds until the deadline, 0 when it has passed; `Infinity` when there is none. */
  remainingMs(): number;
}

/** What the user sees of an invocation: each read of it is noted, whichever way it is done. */
export function viewOf(invocation: RunningInvocation, note: (read: InvocationRead) => void): Invocation {
  return new Proxy<Invocation>(new InvocationFacts(invocation), new NotingReads(note));
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

class InvocationFacts implements Invocation {
  readonly id: string;
  readonly tenantId: string | undefined;
  readonly deadline: number;
  readonly remainingMs: () => number;

  constructor(invocation: RunningInvocation) {
    this.id = invocation.id;
    this.tenantId = invocation.tenantId;
    this.deadline = invocation.deadline;
    this.remainingMs = () => invocation.remainingMs();
    Object.freeze(this);
  }

  /** What console.log and util.inspect ask for: they would look behind the proxy otherwise, and note nothing. */
  [INSPECT](): object {
    return { ...this };
  }
}

class NotingReads implements ProxyHandler<Invocation> {
  constructor(private readonly note: (read: InvocationRead) => void) {}

  get(target: Invocation, key: PropertyKey): unknown {
    this.#noteKey(key);
    return Reflect.get(target, key);
  }

  has(target: Invocation, key: PropertyKey): boolean {
    this.#noteKey(key);
    return Reflect.has(target, key);
  }

  getOwnPropertyDescriptor(target: Invocation, key: PropertyKey): PropertyDescriptor | undefined {
    this.#noteKey(key);
    return Reflect.getOwnPropertyDescriptor(target, key);
  }

  ownKeys(target: Invocation): (string | symbol)[] {
    this.note('any');
    return Reflect.ownKeys(target);
  }

  #noteKey(key: PropertyKey): void {
    this.note(key === 'tenantId' ? 'tenant' : 'any');
  }
}
