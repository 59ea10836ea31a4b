import { type Feature, oneOf } from './feature.js';

/** Who shares entries: one instance, or all instances of one concrete class. */
export type Sharing = 'instance' | 'class';

/** The option that says who shares. */
export interface PerOptions {
  /** Who shares entries. Default: `'instance'`. */
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
