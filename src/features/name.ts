import { name as check } from '../util/checks.js';
import type { Feature } from './feature.js';

/** The option that names a member. */
export interface NameOptions {
  /** What stats and errors call the method: a label, never an identity. Default: `Class.method`. */
  readonly name?: string | undefined;
}

/** The option `name`, which becomes the member's label. */
export const name: Feature<NameOptions> = { options: { name: check } };
