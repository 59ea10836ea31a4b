import { Cached, ContainerSingleton, Invalidates, RetryAfterInvalidate, Updates } from '../../src/index.js';
import type { Unchecked } from '../../src/options.js';

/** A decorator as JavaScript sees it: what the compiler would refuse can be tried. */
export type AnyDecorator = (...application: Unchecked) => Unchecked;

export const anyCached = Cached as unknown as (...options: unknown[]) => AnyDecorator;
export const anySingleton = ContainerSingleton as unknown as (...options: unknown[]) => AnyDecorator;
export const anyInvalidates = Invalidates as unknown as (...what: unknown[]) => AnyDecorator;
export const anyUpdates = Updates as unknown as (...what: unknown[]) => AnyDecorator;
export const anyRetry = RetryAfterInvalidate as unknown as (...what: unknown[]) => AnyDecorator;

/** The dialect this file was compiled for. */
export const DIALECT: 'legacy' | 'tc39' = dialect();

/** The label of a member in an error of its decorator: TC39 does not tell the class. */
export function labelOf(className: string, member: string): string {
  return DIALECT === 'legacy' ? `${className}.${member}` : member;
}

/** What a call throws, synchronously; fails the spec when it does not. */
export function thrownBy(work: () => unknown): Error & { code?: string } {
  try {
    work();
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('expected an error');
}

/** A decorator of another library: it wraps the method and copies nothing. */
export const Outer: AnyDecorator = (...application) => {
  const [first, second, descriptor] = application;
  const wrap = (original: (...args: unknown[]) => unknown) =>
    function (this: unknown, ...args: unknown[]): unknown {
      return original.apply(this, args);
    };
  if (typeof second === 'object') return wrap(first);
  return descriptor.get === undefined ? { ...descriptor, value: wrap(descriptor.value) } : { ...descriptor, get: wrap(descriptor.get) };
};

function dialect(): 'legacy' | 'tc39' {
  let found: 'legacy' | 'tc39' = 'tc39';
  const probe: AnyDecorator = (_target, context) => {
    found = typeof context === 'object' ? 'tc39' : 'legacy';
  };
  class Probe {
    @probe
    method(): void {}
  }
  new Probe().method();
  return found;
}
