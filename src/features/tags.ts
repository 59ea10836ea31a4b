import { OptionWarning } from '../errors.js';
import type { Unchecked } from '../options.js';
import { Details } from '../store/details.js';
import { check, isFunction } from '../util/checks.js';
import { TAG_LIST, tagsIn } from '../util/tags.js';
import { disownAll } from '../util/untrusted.js';
import { asked } from './answers.js';
import type { Feature } from './feature.js';

/** The option that puts entries into groups. */
export interface TagsOptions<Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /**
   * Groups that an entry belongs to, for `registry.invalidateTags`: an array of strings, or a function of the
   * settled value that gives one. Default: none.
   */
  readonly tags?: readonly string[] | ((value: Value, ...args: Args) => readonly string[]) | undefined;
}

const isTags = (value: unknown): boolean => isFunction(value) || (tagsIn(value)?.length ?? 0) > 0;

export const tags: Feature<TagsOptions> = {
  options: { tags: check(isTags, `${TAG_LIST}, or a function (value, ...args) that gives one`) },
  plan: ({ tags: given }) => {
    if (given === undefined) return undefined;
    if (typeof given !== 'function') {
      const fixed = tagsIn(given) ?? [];
      return {
        tags: fixed,
        loaded: (load) => {
          load.details ??= new Details();
          load.details.tags = fixed;
          return undefined;
        },
      };
    }
    return {
      tags: 'later',
      asksArguments: given.length > 1,
      loaded: (load, warn) => {
        // They are those of a value, and there is none.
        if (load.hasFailed) return undefined;
        const found = asked('tags', load, LOST, warn, undefined, () => {
          const answer: unknown = given(load.outcome, ...load.args);
          const list = tagsIn(answer);
          if (list !== undefined) return list;
          disownAll(answer);
          const problem = `gave no list of tags, so the ${LOST}; it must give ${TAG_LIST}.`;
          warn(new OptionWarning(`The option "tags" of ${load.member.label} ${problem}`));
          return undefined;
        });
        if (found === undefined) return 'discard';
        load.details ??= new Details();
        load.details.tags = found;
        return undefined;
      },
    };
  },
};

const LOST = 'value was not stored';
