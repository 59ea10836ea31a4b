import { check, type Feature, isName } from './feature.js';

/** The option that names a member. */
export interface NameOptions {
  /** What stats and errors call the method: a label, never an identity. Default: `Class.method`. */
  readonly name?: string | undefined;
}

/** What it does is the member's label. */
export const name: Feature<NameOptions> = {
  options: { name: check(isName, 'a string that is not empty') },
  plan: () => undefined,
};
