import { InvalidOptionError } from '../errors.js';
import { typeOf } from '../util/naming.js';
import { isText, tagsIn } from '../util/tags.js';
import type { Container } from './container.js';

/**
 * Drops every entry of a container that has one of these tags; no load in flight whose result has one is
 * stored. Throws InvalidOptionError for what is no tag, and drops nothing then.
 */
export function invalidateTags(container: Container, tags: readonly unknown[]): void {
  const found = tagsIn(tags);
  if (found === undefined) {
    const wrong = tags.find((tag) => !isText(tag));
    const received = typeof wrong === 'string' ? 'an empty string' : typeOf(wrong);
    throw new InvalidOptionError(
      `registry.invalidateTags takes tags, one by one: received ${received}; valid are strings that are ` +
        "not empty, as in registry.invalidateTags('user:17', 'prices').",
    );
  }
  if (found.length === 0) return;
  container.tags.invalidate(found);
  container.tier?.dropTags(found);
}
