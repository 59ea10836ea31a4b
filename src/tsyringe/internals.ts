import type { DependencyContainer } from 'tsyringe';
import { InvalidTargetError } from '../errors.js';
import { isObject } from '../util/guards.js';
import { typeOf } from '../util/naming.js';

/** What a program has registered for one token, as tsyringe keeps it. */
export interface Registration {
  readonly provider: {
    readonly useClass?: unknown;
    readonly useFactory?: unknown;
    readonly useToken?: unknown;
    readonly useValue?: unknown;
  };
  readonly options: { readonly lifecycle: number };
  /** What tsyringe has resolved for it and keeps. */
  instance: unknown;
}

/**
 * A container of tsyringe as it is at run time: with the methods that its types leave out, through which
 * every resolution goes. They have been the same since tsyringe 4.0.
 */
export interface TsyringeContainer {
  readonly parent?: TsyringeContainer;
  readonly _registry: { entries(): Iterable<[token: unknown, registrations: Registration[]]> };
  readonly disposed: boolean;
  readonly disposables: Set<unknown>;
  /** The last registration of a token, its own or its parent's. */
  getRegistration(token: unknown): Registration | null;
  getAllRegistrations(token: unknown): Registration[] | null;
  resolveRegistration(registration: Registration, context: unknown): unknown;
  /** A new instance of a class, or a reference to one where the token is delayed. */
  construct(target: unknown, context: unknown): unknown;
  resolve(token: unknown, context?: unknown): unknown;
  register(token: unknown, provider: unknown, options?: unknown): unknown;
  isRegistered(token: unknown, isRecursive?: boolean): boolean;
  reset(): void;
  clearInstances(): void;
  dispose(): Promise<void> | void;
}

const METHODS = ['getRegistration', 'getAllRegistrations', 'resolveRegistration', 'construct'] as const;

/** The run-time side of a container; throws InvalidTargetError for what is none of tsyringe's. */
export function internalsOf(container: DependencyContainer): TsyringeContainer {
  const missing = METHODS.filter((method) => typeof Reflect.get(Object(container), method) !== 'function');
  if (missing.length === 0) return container as unknown as TsyringeContainer;
  throw new InvalidTargetError(
    'connect() of warmscope/tsyringe takes a container of tsyringe 4; received ' +
      `${typeOf(container)} without ${missing.join(', ')}.`,
  );
}

/** Has a container, and those above it, forget the instances that they keep; gives what brings them back. */
export function setInstancesAside(container: TsyringeContainer): (() => void) | undefined {
  const kept: (() => void)[] = [];
  for (let each: TsyringeContainer | undefined = container; each !== undefined; each = each.parent)
    for (const registration of [...each._registry.entries()].flatMap(([, all]) => all)) {
      const { instance } = registration;
      if (instance === undefined) continue;
      registration.instance = undefined;
      kept.push(() => {
        registration.instance = instance;
      });
    }
  if (kept.length === 0) return undefined;
  return () => {
    for (const bringBack of kept) bringBack();
  };
}

/** What tsyringe's `delay()` gives. */
export interface DelayedToken {
  readonly wrap: () => unknown;
  readonly createProxy: unknown;
}

/** True for what tsyringe's `delay()` gives. */
export function isDelayed(token: unknown): token is DelayedToken {
  if (!isObject(token)) return false;
  return (
    typeof Reflect.get(token, 'createProxy') === 'function' &&
    typeof Reflect.get(token, 'wrap') === 'function'
  );
}
