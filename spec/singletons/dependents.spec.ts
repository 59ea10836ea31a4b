import { expect } from 'chai';
import { Wait } from '../../src/cache/wait-graph.js';
import { withDependents } from '../../src/singletons/dependents.js';
import { Generation } from '../../src/singletons/generation.js';
import type { Singleton } from '../../src/singletons/singleton.js';

const generation = (...basis: Generation[]): Generation => {
  const made = new Generation(new Wait('client'), 0, true);
  for (const one of basis) made.basis.add(one);
  return made;
};
const living = (kept: Generation | undefined, building?: Generation): Singleton => ({ kept, state: { building } }) as Singleton;

describe('withDependents', () => {
  it('finds what was built with a generation, or is being built with it, through those nobody lists', () => {
    const root = generation();
    const unlisted = generation(root);
    const [direct, far, building, other] = [generation(root), generation(unlisted), generation(unlisted), generation()];
    const found = withDependents(new Set([root]), [living(root), living(direct), living(far, building), living(other), living(undefined)]);
    expect([...found]).to.have.members([root, direct, far, building]);
  });

  it('ends where generations go in a circle', () => {
    const [one, two] = [generation(), generation()];
    one.basis.add(two);
    two.basis.add(one);
    expect([...withDependents(new Set([generation()]), [living(one), living(two)])]).to.deep.equal([]);
    expect([...withDependents(new Set([two]), [living(one), living(two)])]).to.have.members([one, two]);
  });
});
