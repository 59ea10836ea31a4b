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

/** What is known of an invocation; reading it is not noted. */
export function factsOf(invocation: Invocation): Invocation {
  return new InvocationFacts(invocation);
}

/** The facts of an invocation as a loader sees them: each read of them is noted, whichever way it is done. */
export function viewOf(facts: Invocation, note: (read: InvocationRead) => void): Invocation {
  return new Proxy(facts, new NotingReads(note));
}

/** What says how much time is left, and nothing of whom it is for. */
const TIME_LIMITS: ReadonlySet<PropertyKey> = new Set(['deadline', 'remainingMs']);

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

class InvocationFacts implements Invocation {
  readonly id: string;
  readonly tenantId: string | undefined;
  readonly deadline: number;
  readonly remainingMs: () => number;

  constructor(invocation: Invocation) {
    this.id = invocation.id;
    this.tenantId = invocation.tenantId;
    this.deadline = invocation.deadline;
    this.remainingMs = () => invocation.remainingMs();
    Object.freeze(this);
  }

  /**
   * What console.log and util.inspect ask for: they would look behind the proxy otherwise, and note nothing.
   */
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
    if (!TIME_LIMITS.has(key)) this.note(key === 'tenantId' ? 'tenant' : 'any');
  }
}
