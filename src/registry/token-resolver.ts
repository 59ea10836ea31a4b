import type { AnyToken, Class } from '../options.js';

/** A DI container behind the registry: it resolves tokens the registry does not know, and constructs classes with its own metadata. */
export interface TokenResolver {
  /** True when it would resolve the token itself. */
  canResolve(token: AnyToken): boolean;
  resolve(token: AnyToken): unknown;
  /** A new instance of a class, its constructor parameters injected. */
  construct(target: Class): unknown;
  /** Told every class that becomes a container singleton. */
  adopt(target: Class): void;
}
