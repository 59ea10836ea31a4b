import { expect } from 'chai';
import { requireStack } from '../../src/util/stack.js';
import { nearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';

describe('util/stack', () => {
  useShortStackTraces();

  it('does nothing if there is enough stack', () => {
    expect(requireStack()).to.equal(undefined);
  });

  it('throws a RangeError where there is less than a function takes that has to be compiled', () => {
    const refusals: boolean[] = [];
    nearTheEndOfTheStack(
      (at) => {
        refusals[at] = true;
        requireStack();
        refusals[at] = false;
      },
      0,
      2_000,
    );
    // What V8 optimizes in between takes less stack, so the border is not sharp.
    expect(refusals.slice(0, 50).every((isRefused) => isRefused)).to.equal(true);
    expect(refusals.slice(1_950).some((isRefused) => isRefused)).to.equal(false);
  });
});
