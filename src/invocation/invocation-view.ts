/** What somebody read of an invocation: its tenant, or anything else. */
export type InvocationRead = 'tenant' | 'any';

/**
 * The running invocation, as `currentInvocation()` and `invocationForLogs()` give it. What a loader reads of
 * the former is noticed, but for its time limit (`deadline` and `remainingMs`): what depends on one
 * invocation must not be handed to the next. A loader of tenant scope may read `tenantId`.
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

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** What is known of an invocation; reading it is not noted. */
export function factsOf(invocation: Invocation): Invocation {
  const facts = {
    id: invocation.id,
    get tenantId() {
      return invocation.tenantId;
    },
    deadline: invocation.deadline,
    remainingMs: () => invocation.remainingMs(),
  };
  // What console.log asks for: it would look behind the proxy otherwise, and note nothing.
  const inspect = function (this: object): object {
    return { ...this };
  };
  return Object.freeze(Object.setPrototypeOf(facts, { [INSPECT]: inspect }));
}

/** The facts of an invocation as a loader sees them: each read of them is noted, whichever way it is done. */
export function viewOf(facts: Invocation, note: (read: InvocationRead) => void): Invocation {
  const traps: ProxyHandler<Invocation> = {};
  for (const name of ['get', 'has', 'getOwnPropertyDescriptor', 'ownKeys'] as const)
    traps[name] = (target: Invocation, key?: PropertyKey): never => {
      // The time limits say nothing of whom it is for; `ownKeys` has no key.
      if (key !== 'deadline' && key !== 'remainingMs') note(key === 'tenantId' ? 'tenant' : 'any');
      return Reflect[name](target, key as never) as never;
    };
  return new Proxy(facts, traps);
}
