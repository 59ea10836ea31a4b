import { expect } from 'chai';
import { cached, cacheOf, currentInvocation } from '../../src/index.js';
import { within } from '../support/tenants.js';

// Kind of fault: Query builders (Knex, Prisma, Mongoose) return thenables that do their work when `then` is called. That was after the loader, so reads
// of the invocation went unseen.
describe('regression: a loader that gives a lazy thenable', () => {
  class Query implements PromiseLike<string> {
    // biome-ignore lint/suspicious/noThenProperty: this is what is tested
    then<A = string, B = never>(
      ok?: ((value: string) => A | PromiseLike<A>) | null,
      bad?: ((error: unknown) => B | PromiseLike<B>) | null,
    ) {
      return Promise.resolve(`rows of ${currentInvocation()?.tenantId}`).then(ok, bad);
    }
  }

  it('is seen to read the invocation, also by the load around it', async () => {
    const query = cached(() => new Query());
    const outer = cached(async () => query());
    for (const load of [query, outer]) for (const tenant of ['a', 'b']) expect(await within(tenant, load)).to.equal(`rows of ${tenant}`);
    expect([cacheOf(query).size, cacheOf(outer).size]).to.deep.equal([0, 0]);
  });

  it('is stored where its scope allows reading the tenant', async () => {
    const query = cached(() => new Query(), { scope: 'tenant' });
    for (const tenant of ['a', 'b', 'a', 'b']) expect(await within(tenant, query)).to.equal(`rows of ${tenant}`);
    expect(cacheOf(query).stats()).to.include({ hits: 2, size: 2 });
  });
});
