import { ResolutionError } from '../errors.js';
import { findKeyBuilder, KeyBuilders } from '../keys/key-builders.js';
import type { AnyToken } from '../options.js';
import { type Container, Part } from './container.js';
import { unresolvable } from './unknown-tokens.js';

const NAME = 'keyBuilders';

export const keyBuilders: Part<KeyBuilders> = /* @__PURE__ */ new Part(NAME, () => new KeyBuilders());

/** Has a container resolve key builders by name, and by what else it resolves. */
export function resolveKeyBuilders(container: Container): void {
  container.findKeyBuilder = (token, place) => {
    const named = container.parts.get(NAME) as KeyBuilders | undefined;
    return findKeyBuilder(token as never, place, named, container.resolveToken ?? unknown);
  };
}

function unknown(token: AnyToken): never {
  throw new ResolutionError(unresolvable(token, false));
}
