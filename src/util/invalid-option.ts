import { type ErrorOrigin, InvalidOptionError } from '../errors.js';

/** The error of an option with a senseless value; `place` names where, as `@Cached on A.b`. */
export function invalidOption(
  option: string,
  place: string,
  received: string,
  valid: string,
  origin?: ErrorOrigin,
): InvalidOptionError {
  return new InvalidOptionError(
    `Invalid option "${option}" of ${place}: received ${received}; valid is ${valid}.`,
    origin,
  );
}
