import { expect } from 'chai';
import { cached, cacheOf } from 'warmscope';
import * as warmSample from '../../samples/lru-function/after.js';
import * as byHandSample from '../../samples/lru-function/before.js';
import type { RateSource } from '../../samples/lru-function/rate-source.js';
import type { Outcome } from '../../samples/support/outcome.js';
import { errorOf } from '../support/deferred.js';

type Sample = { rate(currency: string): Promise<number>; source: RateSource };

/** Asks while the source is down, and once more when it is back. */
async function askDuringFailure({ rate, source }: Sample): Promise<unknown> {
  source.isDown = true;
  await errorOf(() => rate('CHF'));
  source.isDown = false;
  return rate('CHF').catch((error: Error) => error.message);
}

describe('samples/lru-function', () => {
  let byHand: Outcome;
  let withWarmscope: Outcome;

  before(async () => {
    byHand = await byHandSample.run();
    withWarmscope = await warmSample.run();
  });

  it('gives equal answers', () => {
    expect(withWarmscope.answers).to.deep.equal(byHand.answers);
    expect(byHand.answers).to.deep.equal([1, 1.16, 1, 0.88, 1, 1.16]);
  });

  it('keeps the same two rates, at the same cost', () => {
    expect(byHand.costs['rates loaded']).to.equal(4);
    expect(withWarmscope.costs['rates loaded']).to.equal(4);
    expect(cacheOf(warmSample.rate).stats()).to.include({ size: 2, max: 2, hits: 2, evictions: 2 });
  });

  it('loads again after a failure, which the hand-made one keeps', async () => {
    expect(await askDuringFailure(byHandSample)).to.equal('The source of rates is down.');
    expect(await askDuringFailure(warmSample)).to.equal(0.94);
  });

  it('tells apart what the text of the hand-made key does not', () => {
    const describeValue = (value: unknown): string => (value === null ? 'null' : typeof value);
    const byHandDescribe = byHandSample.lru(describeValue, 2);
    const warmDescribe = cached(describeValue, { max: 2 });
    expect([null, Number.NaN].map((value) => byHandDescribe(value))).to.deep.equal(['null', 'null']);
    expect([null, Number.NaN].map((value) => warmDescribe(value))).to.deep.equal(['null', 'number']);
  });

  it("keeps the function's name and length", () => {
    expect([byHandSample.rate.name, byHandSample.rate.length]).to.deep.equal(['', 0]);
    expect([warmSample.rate.name, warmSample.rate.length]).to.deep.equal(['rate', 1]);
  });
});
