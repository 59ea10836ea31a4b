import { expect } from 'chai';
import * as warmSample from '../../samples/class-level-client/after.js';
import * as byHandSample from '../../samples/class-level-client/before.js';
import type { Outcome } from '../../samples/support/outcome.js';

describe('samples/class-level-client', () => {
  let byHand: Outcome;
  let withWarmscope: Outcome;

  before(async () => {
    byHand = await byHandSample.run();
    withWarmscope = await warmSample.run();
  });

  it('gives equal answers', () => {
    expect(withWarmscope.answers).to.deep.equal(byHand.answers);
    expect(byHand.answers).to.deep.equal([120, 75, 120]);
  });

  it('builds one client where the hand-made one builds one for each of the first callers', () => {
    expect(byHand.costs['clients built']).to.equal(2);
    expect(withWarmscope.costs['clients built']).to.equal(1);
  });

  it('shares the client between instances', async () => {
    expect(await new warmSample.S3Accounts().s3()).to.equal(await new warmSample.S3Accounts().s3());
  });
});
