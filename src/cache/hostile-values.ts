/** A property of a value that may be anything; undefined where reading it throws, as revoked and strict proxies do. */
export function propertyOf(value: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** True for what can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof propertyOf(value, 'then') === 'function';
}

/** Takes care of a promise that an option gave and nobody awaits, so that its rejection ends no process. */
export function disown(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something without a text was thrown';
  }
}
