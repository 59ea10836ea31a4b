import { expect } from 'chai';
import { registry } from 'warmscope';
import * as warmSample from '../../samples/module-variable-client/after.js';
import * as byHandSample from '../../samples/module-variable-client/before.js';
import type { Outcome } from '../../samples/support/outcome.js';

describe('samples/module-variable-client', () => {
  let byHand: Outcome;
  let withWarmscope: Outcome;

  before(async () => {
    byHand = await byHandSample.run();
    withWarmscope = await warmSample.run();
  });

  it('gives equal answers', () => {
    expect(withWarmscope.answers).to.deep.equal(byHand.answers);
    expect(byHand.answers).to.deep.equal(['pong', 'Be kind.', 'We forget.', 'Be kind.']);
  });

  it('builds the client for the first invocation that needs it, and no other', () => {
    expect(byHand.costs).to.include({ 'clients built for the ping': 1, 'clients built in all': 1, 'requests to S3': 3 });
    expect(withWarmscope.costs).to.include({ 'clients built for the ping': 0, 'clients built in all': 1, 'requests to S3': 3 });
  });

  it('closes the client with the container', async () => {
    await registry.dispose();
    expect({ byHand: byHandSample.tally.closed, withWarmscope: warmSample.tally.closed }).to.deep.equal({ byHand: 0, withWarmscope: 1 });
  });

  it('builds a new client for whoever asks after that', () => {
    expect(warmSample.s3()).to.equal(warmSample.s3());
    expect(warmSample.tally.built).to.equal(2);
  });
});
