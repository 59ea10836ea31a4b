import { expect } from 'chai';
import { isWanted } from '../../src/cache/bypass.js';
import { type Call, PLAINEST } from '../../src/cache/member-plan.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import { collectReports } from '../support/warnings.js';

describe('cache/bypass', () => {
  collectReports();

  function ask(when: unknown, args: unknown[] = []) {
    const warnings: WarmscopeWarning[] = [];
    const call = { member: { ...PLAINEST, label: 'Rig.load', when }, self: 'self', args } as unknown as Call;
    return { isWanted: isWanted(call, (warning) => warnings.push(warning)), codes: warnings.map(({ code }) => code) };
  }

  it('is for calls that the option when refuses', () => {
    expect(ask(undefined)).to.deep.equal({ isWanted: true, codes: [] });
    for (const answer of [true, 1, 'yes']) expect(ask(() => answer).isWanted).to.equal(true);
    for (const answer of [false, 0, '', undefined]) expect(ask(() => answer).isWanted).to.equal(false);
  });

  it('asks with the arguments and this', () => {
    const seen: unknown[] = [];
    ask(
      function (this: unknown, ...args: unknown[]) {
        seen.push(this, args);
      },
      ['a', 1],
    );
    expect(seen).to.deep.equal(['self', ['a', 1]]);
  });

  it('is for calls that get a promise as the answer, with a warning', () => {
    expect(ask(async () => true)).to.deep.equal({ isWanted: false, codes: ['WARN_WARMSCOPE_OPTION'] });
    expect(ask(() => Promise.reject(new Error('no answer')))).to.deep.equal({ isWanted: false, codes: ['WARN_WARMSCOPE_OPTION'] });
  });
});
