import { ResolutionError } from '../errors.js';
import { isClass } from '../naming.js';
import type { AnyToken, Class } from '../options.js';
import { declaredParameters } from '../singletons/declared-parameters.js';

/** Where tsyringe keeps what `@inject` said of constructor parameters, by their index. */
const INJECTION_TOKENS = 'injectionTokens';

interface Metadata {
  getMetadata(key: string, target: object): unknown;
  getOwnMetadata(key: string, target: object): unknown;
}

/** True for a class that tsyringe would construct without its being registered. */
export function isConstructible(token: AnyToken): token is Class {
  return isClass(token);
}

/** Refuses a class whose constructor has parameters that nobody named tokens for: tsyringe would silently leave them to their defaults. */
export function checkInjectable(target: Class, isProvided: (token: unknown) => boolean, seen = new Set<unknown>()): void {
  if (seen.has(target)) return;
  seen.add(target);
  const tokens = parameterTokens(target);
  const declared = declaredParameters(target);
  const bare = Array.from({ length: declared }, (_, index) => index).find((index) => tokens[index] === undefined);
  if (bare !== undefined) throw new ResolutionError(untyped(target, bare, declared));
  for (const token of tokens) if (isClass(token) && !isProvided(token)) checkInjectable(token as Class, isProvided, seen);
}

/** The tokens that tsyringe would use, in the parameters' order: from emitted metadata, and from explicit \@inject (its own, not inherited). */
function parameterTokens(target: Class): unknown[] {
  const { getMetadata, getOwnMetadata } = Reflect as unknown as Metadata;
  const emitted = getMetadata('design:paramtypes', target);
  const tokens: unknown[] = Array.isArray(emitted) ? [...emitted] : [];
  const named = getOwnMetadata(INJECTION_TOKENS, target);
  for (const [index, token] of Object.entries(Object(named))) tokens[Number(index)] = token;
  return tokens.map((token) => (typeof token === 'object' && token !== null ? (Reflect.get(token, 'token') ?? token) : token));
}

function untyped(target: Class, index: number, declared: number): string {
  return (
    `${target.name} cannot be injected: nothing says what its constructor parameter ${index + 1} of ${declared} (index ${index}) is, ` +
    'because there is no decorator metadata for it (esbuild and tsx emit none, and no compiler does for a class without a decorator); tsyringe would fail, or silently use its default value. ' +
    `Name the tokens: @ContainerSingleton({ inject: [...] }), or @inject(Token) on the parameter.`
  );
}
