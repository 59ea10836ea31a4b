import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import { disown, isThenable } from './hostile-values.js';
import type { Call } from './member-plan.js';

/** Asks the option `when` whether a call may use the cache; a promise is no answer, so such a call goes past it. */
export function isWanted({ member, self, args }: Call, warn: (warning: WarmscopeWarning) => void): boolean {
  const answer = member.when === undefined || member.when.apply(self, args);
  if (!isThenable(answer)) return Boolean(answer);
  disown(answer);
  warn(new OptionWarning(`The option "when" of ${member.label} gave a promise, so the call was not cached; it must give true or false.`));
  return false;
}
