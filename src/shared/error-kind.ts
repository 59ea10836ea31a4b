import { propertyOf } from '../util/untrusted.js';

const WORD = /^[A-Za-z_]\w{0,63}$/;

/**
 * What an error is, by its name and code, such as `Error ECONNREFUSED`: its message may quote what it failed
 * at.
 */
export function errorKind(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return `a ${typeof thrown}`;
  const words = ['name', 'code'].map((property) => propertyOf(thrown, property));
  const known = words.filter((word) => typeof word === 'string' && WORD.test(word));
  return known.length === 0 ? 'an error' : known.join(' ');
}
