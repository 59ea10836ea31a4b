import { type Feature, oneOf } from './feature.js';

/** Which calls share entries: those on one instance, or those on all instances of one concrete class. */
export type Sharing = 'instance' | 'class';

/** The option that says which calls share entries. */
export interface PerOptions {
  /** Which calls share entries: those on one instance, or on all of one class. Default: `'instance'`. */
  readonly per?: Sharing | undefined;
}

export const per: Feature<PerOptions> = {
  options: {
    per: (value, place) =>
      place === 'function' && value !== 'instance'
        ? "nothing ('per' is for methods: a plain function belongs to no class)"
        : oneOf('instance', 'class')(value, place),
  },
  plan: ({ per: sharing }) => (sharing === 'class' ? { isPerClass: true } : undefined),
};
