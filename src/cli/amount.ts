import { count } from '../metrics/units.js';

/** The name of a number of things: `file` or `files`. */
export const nounFor = (amount: number, thing: string): string => (amount === 1 ? thing : `${thing}s`);

/** A number of things in words, such as `1 file` or `1,200 files`. */
export const amountOf = (amount: number, thing: string): string =>
  `${count(amount)} ${nounFor(amount, thing)}`;
