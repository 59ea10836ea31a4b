import type { Unchecked } from '../options.js';
import { check, isFunction } from '../util/checks.js';
import { TAG_LIST, tagsIn } from '../util/tags.js';
import { answerTo, LOST, type Question } from './answers.js';
import { detailsOf, type Feature } from './feature.js';

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
          detailsOf(load).tags = fixed;
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
        const found = answerTo(TAGS, given, load, warn);
        if (found === undefined) return 'discard';
        detailsOf(load).tags = found;
        return undefined;
      },
    };
  },
};

const TAGS: Question<string[]> = {
  option: 'tags',
  lost: LOST,
  flaw: 'no list of tags',
  valid: TAG_LIST,
  read: tagsIn,
};
