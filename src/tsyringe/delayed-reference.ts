/** What a delayed reference passes on, as tsyringe's own does. */
const TRAPS = [
  'apply',
  'construct',
  'defineProperty',
  'deleteProperty',
  'get',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'ownKeys',
  'set',
  'setPrototypeOf',
] as const;

/**
 * Stands for an object that is asked for at each use, so that it is never one which has been replaced since.
 */
export function delayedReference(target: () => object): object {
  const handler: ProxyHandler<object> = {};
  for (const trap of TRAPS) {
    const method = Reflect[trap] as (...args: unknown[]) => unknown;
    Reflect.set(handler, trap, (_stand: object, ...rest: unknown[]) => {
      const object = target();
      // Getters and setters run with the object itself, which may have private fields.
      if (trap === 'get') return method(object, rest[0]);
      if (trap === 'set') return method(object, rest[0], rest[1]);
      return method(object, ...rest);
    });
  }
  return new Proxy({}, handler);
}
