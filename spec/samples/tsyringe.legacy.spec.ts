import { expect } from 'chai';
import { cacheOf, registry } from 'warmscope';
import type { Outcome } from '../../samples/support/outcome.js';

describe('samples/tsyringe', () => {
  let outcome: Outcome;

  before(async () => {
    const { run } = await import('../../samples/tsyringe/main.js');
    outcome = await run();
  });

  it('answers', () => {
    expect(outcome.answers).to.deep.equal(['The moon (900 words)', 'Tides (1200 words)', 'The moon (900 words)', '2100 words in all']);
  });

  it('has one client and one service, whichever side was asked', () => {
    expect(outcome.costs).to.include({ 'clients built': 1, 'instances of Articles': 1 });
  });

  it('reads each article once', async () => {
    const { Articles } = await import('../../samples/tsyringe/articles.js');
    expect(outcome.costs['requests to S3']).to.equal(2);
    expect(cacheOf(registry.resolve(Articles), 'article').stats()).to.include({ loads: 2, hits: 3 });
  });
});
