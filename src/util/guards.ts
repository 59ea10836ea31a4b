/** True for an object other than a function. */
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** True for an object or a function. */
export const isReference = (value: unknown): value is object =>
  isObject(value) || typeof value === 'function';
