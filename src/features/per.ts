import type { Feature } from './feature.js';

/** Who shares entries: one instance, or all instances of one concrete class. */
export type Sharing = 'instance' | 'class';

/** The option that says who shares. */
export interface PerOptions {
  /** Who shares entries. Default: `'instance'`. */
  readonly per?: Sharing | undefined;
}

export const per: Feature<PerOptions> = {
  options: {
    per: (value, place) => {
      if (value === 'instance' || (value === 'class' && place !== 'function')) return undefined;
      return place === 'function'
        ? "nothing ('per' is for methods: a plain function belongs to no class)"
        : "'instance' or 'class'";
    },
  },
  plan: ({ per: sharing }) => (sharing === 'class' ? { isPerClass: true } : undefined),
};
