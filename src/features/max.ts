import { check } from '../util/checks.js';
import type { Feature } from './feature.js';

/** The option that bounds the number of entries. */
export interface MaxOptions {
  /**
   * Most entries of this method in the container, all instances together; an integer greater than 0. Default:
   * 1000.
   */
  readonly max?: number | undefined;
}

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 2 ** 32;

export const max: Feature<MaxOptions> = {
  options: { max: check(isCount, 'an integer greater than 0, less than 2 ** 32') },
  plan: ({ max: most }) => ({ max: most }),
};
