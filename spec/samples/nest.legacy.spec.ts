import { expect } from 'chai';
import type { Outcome } from '../../samples/support/outcome.js';

describe('samples/nest', () => {
  let outcome: Outcome;

  before(async () => {
    const { run } = await import('../../samples/nest/main.js');
    outcome = await run();
  });

  it('answers each tenant with orders of its own, by HTTP and by TCP', () => {
    expect(outcome.answers).to.deep.equal(['ann', 'bob', 'cid', 'dan', 'eve'].map((tenant) => [`${tenant}-1`, `${tenant}-2`]));
    expect(outcome.costs).to.include({ 'answers with orders': 30, 'of another tenant': 0, failures: 15 });
  });

  it('has one invocation for each request and message, which ends when the client goes away', () => {
    expect(outcome.costs).to.include({ invocations: 60, 'handlers whose client went away': 15, 'of these still in an invocation': 0 });
  });

  it('has one connection, asks it once for each tenant, and closes it with the application', () => {
    expect(outcome.costs).to.include({ 'connections opened': 1, queries: 5, 'connections closed': 1 });
  });
});
