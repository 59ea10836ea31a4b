import { expect } from 'chai';
import { Cached } from '../../src/index.js';
import { within } from '../support/tenants.js';

// Kind of fault: Both evaluations of a named member shared a cache, which knew only the later one's scope and applied it to loads of the earlier one's
// instances.
describe('regression: a member evaluated again with another scope', () => {
  function evaluate(scope: 'tenant' | 'container', truth: { tenant: string }) {
    class Plans {
      @Cached({ scope, name: 'plans evaluated twice' }) plan(): string {
        return truth.tenant;
      }
    }
    return new Plans();
  }

  for (const [before, after] of [
    ['tenant', 'container'],
    ['container', 'tenant'],
  ] as const) {
    // biome-ignore format: short
    it(`each keeps its own: ${before}, then ${after}`, async () => {
      const truth = { tenant: '' };
      const both = new Map([before, after].map((scope) => [scope, evaluate(scope, truth)]));
      const ask = (tenant: string) =>
        within(tenant, () => {
          truth.tenant = tenant;
          return (['tenant', 'container'] as const).map((scope) => both.get(scope)?.plan());
        });
      for (const _round of [1, 2]) for (const tenant of ['a', 'b']) expect(await ask(tenant)).to.deep.equal([tenant, 'a']);
    });
  }
});
