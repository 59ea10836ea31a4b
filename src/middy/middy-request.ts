import { later } from '../util/timers.js';
import type { MiddyRequest } from './scope-types.js';

/** What is to happen as middy goes on with a request. */
interface Progress {
  /** Middy is about to call the handler, or has caught an error. */
  proceeds(): void;
  /** A middleware has answered, or thrown where errors are handled: the rest is left out. */
  isAnswered(): void;
}

const standIns = new WeakMap<MiddyRequest, object>();

/**
 * An object that identifies a request for what may outlive it: the response, to which a request refers, can
 * be collected meanwhile.
 */
export function standInFor(request: MiddyRequest): object {
  const known = standIns.get(request);
  if (known !== undefined) return known;
  const standIn = {};
  standIns.set(request, standIn);
  return standIn;
}

/**
 * Notices how middy goes on with a request. Middy tells no middleware of it, but it reads both `event` and
 * `context` where it calls the handler, writes `error` where it has caught one, and `response` where somebody
 * has answered early.
 */
export function follow(request: MiddyRequest, { proceeds, isAnswered }: Progress): void {
  let { response, error } = request;
  let hasFailed = false;
  const define = (name: keyof MiddyRequest, get: () => unknown, set: (value: unknown) => void): void => {
    Object.defineProperty(request, name, { get, set, enumerable: true, configurable: true });
  };
  for (const name of ['event', 'context'] as const) {
    let held: unknown = request[name];
    const get = (): unknown => {
      proceeds();
      return held;
    };
    define(name, get, (value) => {
      held = value;
    });
  }
  define(
    'error',
    () => error,
    (value) => {
      error = value;
      proceeds();
      // A second error is one that was thrown while the first was handled, unless the handling goes on.
      if (hasFailed) later(isAnswered);
      hasFailed = true;
    },
  );
  define(
    'response',
    () => response,
    (value) => {
      response = value;
      if ('earlyResponse' in request) isAnswered();
    },
  );
}
