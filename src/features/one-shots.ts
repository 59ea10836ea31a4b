import { OneShotWarning } from '../errors.js';
import type { Feature } from './feature.js';
import { oneShotIn } from './one-shot.js';

/** What can be read only once is handed out and not stored, whatever the options. */
export const oneShots: Feature<object> = {
  options: {},
  plan: () => ({
    shares: ({ hasFailed, outcome, member }, warn) => {
      const kind = hasFailed ? undefined : oneShotIn(outcome);
      if (kind === undefined) return true;
      const advice = 'it was handed out and not stored. Read it and return its contents to cache them.';
      warn(new OneShotWarning(`${member.label} returned ${kind}, which can be read only once: ${advice}`));
      return false;
    },
  }),
};
