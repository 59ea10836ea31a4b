import { expect } from 'chai';
import { References } from '../../src/registry/references.js';
import { thrownBy } from '../decorators/any-decorator.js';

describe('references', () => {
  it('lead to what they stand for, through any number of them; all else stands for itself', () => {
    const references = new References();
    const [one, other, target] = [{}, {}, {}];
    expect(references.referentOf(one)).to.equal(one);
    references.add(one, () => other);
    references.add(other, () => target);
    expect([one, other, target].map(references.referentOf)).to.deep.equal([target, target, target]);
    expect(references.referentOf(one)).to.equal(target);
  });

  it('are asked anew each time, and hand on what fails', () => {
    const references = new References();
    const reference = {};
    const targets: unknown[] = [{}, () => undefined, 5, undefined];
    const found = [...targets];
    references.add(reference, () => found.shift());
    const referents = targets.map(() => references.referentOf(reference));
    expect(referents[0]).to.equal(targets[0]);
    expect(referents.slice(1)).to.deep.equal([targets[1], reference, reference]);
    const failure = new Error('not there');
    references.add(reference, () => {
      throw failure;
    });
    expect(thrownBy(() => references.referentOf(reference))).to.equal(failure);
  });
});
