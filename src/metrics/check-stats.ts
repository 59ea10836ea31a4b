import { InvalidOptionError } from '../errors.js';

/** Refuses what is no snapshot of statistics, by the name of who was given it; throws InvalidOptionError. */
export function checkStats(stats: unknown, owner: string): void {
  const { container, caches, singletons } = Object(stats) as Record<string, unknown>;
  if (Object(container) === container && Array.isArray(caches) && Array.isArray(singletons)) return;
  throw refused(`${owner} takes a snapshot`, stats, 'what registry.stats() gives, also out of JSON.parse');
}

/** The error for what is not as it should be; of what was given it says the type alone. */
export const refused = (takes: string, given: unknown, valid: string): InvalidOptionError =>
  new InvalidOptionError(`${takes}: received ${typeOf(given)}; valid is ${valid}.`);

const typeOf = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
