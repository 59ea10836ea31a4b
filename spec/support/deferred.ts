/** A promise that is settled from outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T | PromiseLike<T>): void;
  reject(reason: unknown): void;
}

/** A promise to settle when a spec has arranged what should come before. */
export function deferred<T = void>(): Deferred<T> {
  let resolve!: Deferred<T>['resolve'];
  let reject!: Deferred<T>['reject'];
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** Resolves when every microtask, and every task of this turn of the event loop, has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How a promise stands once all microtasks have run. */
export async function stateOf(promise: PromiseLike<unknown>): Promise<'pending' | 'resolved' | 'rejected'> {
  let state: 'pending' | 'resolved' | 'rejected' = 'pending';
  promise.then(
    () => {
      state = 'resolved';
    },
    () => {
      state = 'rejected';
    },
  );
  await nextTurn();
  return state;
}

/** The error that a call throws or rejects with; fails the spec when it does neither. */
export async function errorOf(work: () => unknown): Promise<Error & { code?: string }> {
  let result: unknown;
  try {
    result = await work();
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error(`expected an error, got ${String(result)}`);
}
