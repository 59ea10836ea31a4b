import { expect } from 'chai';
import { cacheOf } from 'warmscope';
import * as warmSample from '../../samples/dictionary-cache/after.js';
import * as byHandSample from '../../samples/dictionary-cache/before.js';
import type { Outcome } from '../../samples/support/outcome.js';

describe('samples/dictionary-cache', () => {
  const cache = cacheOf(warmSample.reports, 'report');
  let byHand: Outcome;
  let withWarmscope: Outcome;

  before(async () => {
    byHand = await byHandSample.run();
    withWarmscope = await warmSample.run();
  });

  it('gives equal answers', () => {
    expect(withWarmscope.answers).to.deep.equal(byHand.answers);
    expect(byHand.answers).to.have.length(5);
  });

  it('computes a report once for two callers at once, and again when it has expired', () => {
    expect(byHand.costs['reports computed']).to.equal(4);
    expect(withWarmscope.costs['reports computed']).to.equal(3);
    expect(cache.stats()).to.include({ loads: 3, hits: 1, joins: 1, expirations: 1 });
  });

  it('keeps apart what the joined key of the dictionary mixes up', async () => {
    const keys = [
      ['ann', 'marie-sales'],
      ['ann-marie', 'sales'],
    ] as const;
    const usersOf = async (report: typeof byHandSample.report) => {
      const users: string[] = [];
      for (const [user, parameter] of keys) users.push((await report(user, parameter)).user);
      return users;
    };
    expect(await usersOf(byHandSample.report), 'by hand: another user gets the report').to.deep.equal(['ann', 'ann']);
    expect(await usersOf((user, parameter) => warmSample.reports.report(user, parameter))).to.deep.equal(['ann', 'ann-marie']);
  });

  it('stays within its bound where the dictionary grows', async () => {
    for (let index = 0; index < 150; index++) {
      await byHandSample.report(`user ${index}`, 'visits');
      await warmSample.reports.report(`user ${index}`, 'visits');
    }
    expect(byHandSample.size()).to.be.at.least(150);
    expect(cache.size).to.equal(100);
  });
});
