import type { AnyToken, Class, SingletonClassOptions, Token } from '../options.js';
import type { Container } from '../registry/container.js';
import { singletons } from '../registry/singletons.js';
import { isClass } from '../util/naming.js';

/** Where TypeScript's emitDecoratorMetadata writes the types of a constructor's parameters. */
const TYPES = 'design:paramtypes';
/** Where Nest's `@Inject` on a constructor's parameters writes their tokens. */
const OWN = 'self:paramtypes';

interface InjectedParameter {
  readonly index: number;
  readonly param: Token | { forwardRef(): Token };
}

/** The tokens for a constructor without `inject`: those of Nest's `@Inject`, else the parameters' types. */
export function tokensByMetadata(target: Class): readonly (Token | undefined)[] {
  const tokens = [...metadata<Token>(TYPES, target)];
  for (const { index, param } of metadata<InjectedParameter>(OWN, target))
    tokens[index] = typeof param === 'object' ? param.forwardRef() : param;
  return tokens;
}

function metadata<T>(key: string, target: Class): readonly T[] {
  const { getMetadata } = Reflect as { getMetadata?(key: string, target: object): readonly T[] | undefined };
  return getMetadata?.(key, target) ?? [];
}

/**
 * The tokens that a container singleton, and those it is built with, need of somebody else than the registry.
 */
export function foreignTokens(
  target: Class,
  container: Container,
  isReplaced: (token: AnyToken) => boolean,
): Set<AnyToken> {
  const foreign = new Set<AnyToken>();
  const seen = new Set<AnyToken>([target]);
  for (const one of seen) {
    const singleton = singletons.of(container).find(one);
    if (singleton === undefined || isReplaced(one)) foreign.add(one);
    else
      for (const token of tokensOf(one as Class, singleton.client.options as SingletonClassOptions))
        seen.add(referent(token, container));
  }
  return foreign;
}

function tokensOf(target: Class, { inject }: SingletonClassOptions): readonly Token[] {
  return (
    (inject as readonly Token[] | undefined) ?? (isClass(target) ? tokensByMetadata(target) : [])
  ).filter((token) => token !== undefined);
}

/** What a token stands for: a forward reference stands for the class it gives. */
function referent(token: Token, container: Container): AnyToken {
  const isReference =
    typeof token === 'function' && !singletons.of(container).isKnown(token as AnyToken) && !isClass(token);
  return isReference ? (token as () => AnyToken)() : (token as AnyToken);
}
