import { expect } from 'chai';
import { registry } from 'warmscope';
import * as warmSample from '../../samples/keyed/after.js';
import * as byHandSample from '../../samples/keyed/before.js';
import { serve } from '../../samples/keyed/tenants.js';
import type { Outcome } from '../../samples/support/outcome.js';

const LEFT = 'connections when the container has ended';
const KEPT = 'connections when all is answered';
const BEYOND = 'most connections beyond 20 and those of running invocations';

describe('samples/keyed', () => {
  let byHand: Outcome;
  before(async () => {
    byHand = await byHandSample.run();
  });

  it('by hand, there is a connection for each of the 200 tenants in the end, and nobody closes one', () => {
    expect(byHand.costs).to.include({ [KEPT]: 200, [LEFT]: 200 });
    expect(byHand.costs[BEYOND]).to.be.greaterThan(100);
  });

  for (const [host, service] of [
    ['runInvocation', warmSample.underRunInvocation],
    ['createHandler', warmSample.underCreateHandler],
  ] as const) {
    it(`with ${host}, there are never more than 20 and those of running invocations, and none at the end`, async () => {
      const { answers, costs } = await serve(service);
      expect(answers).to.deep.equal(byHand.answers);
      expect(costs).to.deep.equal({ [KEPT]: 20, [BEYOND]: 0, [LEFT]: 0 });
      const row = registry.stats().singletons.find(({ name }) => name === 'Orders.pool');
      expect(row).to.include({ size: 0, max: 20 });
      expect(row?.builds).to.equal(row?.disposals);
    });
  }
});
