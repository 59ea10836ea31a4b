import { expect } from 'chai';
import { deserialize, serialize } from '../../src/shared/codec.js';
import { unstorable } from '../../src/shared/storable.js';
import { projectRoot } from '../docs/programs.js';
import { ROWS, valuesPage } from './fidelity.js';
import { difference } from './same.js';

describe('docs/shared-values', () => {
  it('has what becomes of each value (else: npm run docs)', () => {
    const { is, shouldBe } = valuesPage(projectRoot);
    expect(is).to.equal(shouldBe);
    expect(is).to.not.contain('CHANGED');
  });

  for (const [code, value] of ROWS)
    it(`${code}: not stored, or the same`, () => {
      if (unstorable(value) === undefined) expect(difference(value, deserialize(serialize(value)))).to.equal(undefined);
    });
});
