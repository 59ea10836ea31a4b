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

const views = new WeakMap<RunningInvocation, Invocation>();

/** What the user sees of an invocation: each read of it is noted, whichever way it is done. One object for each invocation. */
export function viewOf(invocation: RunningInvocation, note: (read: InvocationRead) => void): Invocation {
  const existing = views.get(invocation);
  if (existing !== undefined) return existing;
  const view = noting(factsOf(invocation), note);
  views.set(invocation, view);
  return view;
}

function factsOf(invocation: RunningInvocation): Invocation {
  const { id, tenantId, deadline } = invocation;
  const facts = { id, tenantId, deadline, remainingMs: () => invocation.remainingMs() };
  // What console.log and util.inspect ask for: they would look behind the proxy otherwise, and note nothing.
  Object.defineProperty(facts, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: Invocation): object {
      return { ...this };
    },
  });
  return Object.freeze(facts);
}

function noting(facts: Invocation, note: (read: InvocationRead) => void): Invocation {
  const noteKey = (key: PropertyKey): void => note(key === 'tenantId' ? 'tenant' : 'any');
  return new Proxy(facts, {
    get: (target, key) => {
      noteKey(key);
      return Reflect.get(target, key);
    },
    has: (target, key) => {
      noteKey(key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor: (target, key) => {
      noteKey(key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys: (target) => {
      note('any');
      return Reflect.ownKeys(target);
    },
  });
}
