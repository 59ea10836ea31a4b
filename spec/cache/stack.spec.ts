import { expect } from 'chai';
import { requireStack } from '../../src/cache/stack.js';
import { nearTheEndOfTheStack } from '../support/stack.js';

describe('cache/stack', () => {
  it('lets everybody through who has stack enough', () => {
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
    const refused = refusals.lastIndexOf(true) + 1;
    expect(refused).to.be.within(100, 1_900);
    expect(refusals.slice(0, refused).every((isRefused) => isRefused)).to.equal(true);
    expect(refusals.slice(refused).some((isRefused) => isRefused)).to.equal(false);
  });
});
