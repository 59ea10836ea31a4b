import type { Key } from '../keys/key.js';
import type { KeyBuilderObject } from '../keys/key-builders.js';
import type { Class, Unchecked } from '../options.js';
import { check, isToken } from '../util/checks.js';
import type { Feature } from './feature.js';

/** The option that says which calls share an entry. */
export interface KeyOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked> {
  /**
   * Which calls share an entry: a function of the arguments, or the token of a registered builder. Default:
   * all arguments, structurally.
   */
  readonly key?:
    | ((this: This, ...args: Args) => Key)
    | string
    | symbol
    | Class<KeyBuilderObject<Args>>
    | undefined;
}

/** The option `key`; its work is done by `KeyResolution`, which every member has. */
export const key: Feature<KeyOptions> = {
  options: { key: check(isToken, 'a function of the arguments, or the token of a registered key builder') },
};
