import { expect } from 'chai';
import { Envelopes } from '../../src/shared/envelope.js';
import { projectRoot } from '../docs/programs.js';
import { envelope, float16, KEY, SECRETS, VALUES, writtenUnder } from './nodes.js';
import { difference } from './same.js';

describe('shared/envelope, across Nodes', () => {
  const files = writtenUnder(projectRoot);

  it('has what Node 20, 22, 24 and 26 wrote', () => {
    expect(files.map(({ node }) => node.split('.')[0])).to.have.members(['v20', 'v22', 'v24', 'v26']);
    for (const { plain, sealed } of files)
      for (const written of [plain, sealed]) expect(Object.keys(written)).to.include.members(Object.keys(VALUES));
  });

  for (const { node, plain, sealed } of files)
    for (const [how, written, secrets] of [
      ['plain', plain, []],
      ['sealed', sealed, SECRETS],
    ] as const)
      it(`reads what ${node} wrote, ${how}`, () => {
        const envelopes = new Envelopes(secrets);
        for (const [name, text] of Object.entries(written)) {
          const opened = envelopes.open(Buffer.from(text, 'base64'), KEY);
          const made = name === 'float16' ? float16() : VALUES[name]?.();
          // What this Node has no class for is a miss, as is what Node 20 wrote of causes to all later ones.
          const isMiss = made === undefined || (name === 'causes' && node.startsWith('v20.') && !process.version.startsWith('v20.'));
          if (isMiss) expect(opened, name).to.equal(undefined);
          else expect(difference(opened, envelope(made)), name).to.equal(undefined);
        }
      });
});
