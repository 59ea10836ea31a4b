import { ResolutionError } from '../errors.js';
import type { Class } from '../options.js';
import { declaredParameters } from '../singletons/declared-parameters.js';
import { isObject } from '../util/guards.js';
import { isClass } from '../util/naming.js';

/** Where tsyringe keeps what `@inject` said of constructor parameters, by their index. */
const INJECTION_TOKENS = 'injectionTokens';

interface Metadata {
  getMetadata(key: string, target: object): unknown;
  getOwnMetadata(key: string, target: object): unknown;
}

/**
 * Refuses a class whose constructor has a parameter that nobody can say what to pass for: tsyringe would
 * blame something else, or silently leave it to its default. Classes that it would build for the parameters
 * are looked at as well.
 */
export function checkInjectable(
  target: Class,
  isProvided: (token: unknown) => boolean,
  seen = new Set<unknown>(),
): void {
  if (seen.has(target)) return;
  seen.add(target);
  const tokens = parameterTokens(target);
  const count = Math.max(declaredParameters(target), tokens.length);
  for (let index = 0; index < count; index++) {
    const problem = isProvided(tokens[index]) ? undefined : problemOf(tokens, index);
    if (problem === undefined) continue;
    throw new ResolutionError(
      `${target.name} cannot be injected: its constructor parameter ${index + 1} of ${count} (index ` +
        `${index}) ${problem}`,
    );
  }
  for (const token of tokens)
    if (isClass(token) && !isProvided(token)) checkInjectable(token as Class, isProvided, seen);
}

/**
 * The tokens that tsyringe would use, in the parameters' order: from emitted metadata, and from explicit
 * \@inject (its own, not inherited).
 */
function parameterTokens(target: Class): unknown[] {
  const { getMetadata, getOwnMetadata } = Reflect as unknown as Metadata;
  const emitted = getMetadata('design:paramtypes', target);
  const tokens: unknown[] = Array.isArray(emitted) ? [...emitted] : [];
  const named = getOwnMetadata(INJECTION_TOKENS, target);
  for (const [index, token] of Object.entries(Object(named))) tokens[Number(index)] = token;
  return tokens.map((token) => (isObject(token) && 'token' in token ? token.token : token));
}

/** Why tsyringe could not say what a parameter is, and what to write; undefined where it can. */
function problemOf(tokens: readonly unknown[], index: number): string | undefined {
  const token = tokens[index];
  if (token === undefined) return index in tokens ? CIRCULAR : UNTYPED;
  if (
    typeof token !== 'function' ||
    token.length === 0 ||
    !/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(token))
  )
    return undefined;
  return (
    `has the type ${token.name}, which says nothing of what to pass. Name a token: @inject(Token) on the ` +
    'parameter, or inject: [...].' +
    (HINTS.get(token) ?? '')
  );
}

/** What else can be the cause where compilers write one of JavaScript's own types. */
const HINTS = new Map<unknown, string>([
  [
    Object,
    ' (An interface is no class at run time. If it is a class, a circular import or `import type` is to ' +
      'blame: write @inject(delay(() => TheClass)), or import the class itself.)',
  ],
  [Function, ' (If it is a class, `import type` is to blame: import the class itself.)'],
]);

const CIRCULAR =
  'is undefined, as a circular import leaves it: two modules import each other, and the class was not ' +
  'there yet. Write @inject(delay(() => TheClass)) on the parameter, with delay from tsyringe; or ' +
  '@ContainerSingleton({ inject: [() => TheClass] }).';

const UNTYPED =
  'has no token: there is no decorator metadata for it (emitDecoratorMetadata is off, or the compiler ' +
  'emits none, as esbuild and tsx, or the class has no decorator). Name the tokens: ' +
  '@ContainerSingleton({ inject: [...] }), or @inject(Token) on the parameter.';
