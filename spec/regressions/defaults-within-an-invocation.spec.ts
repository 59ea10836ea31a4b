import { expect } from 'chai';
import { cached, cacheOf, registry, runInvocation } from '../../src/index.js';

// The kind: what a cache knows of a running invocation hung on its compiled options, so that a change of defaults lost it.
describe('regression: defaults that change while an invocation is running', () => {
  afterEach(() => registry.configure({ defaults: {} }));

  for (const scope of ['invocation', 'tenant', 'container'] as const) {
    it(`keep the entries of scope ${scope}`, async () => {
      let loads = 0;
      const load = cached((key: string) => `${key} ${++loads}`, { scope });
      const seen = await runInvocation({ tenantId: 'a' }, () => {
        const first = load('a');
        registry.configure({ defaults: { ttl: '5m', errorTtl: '1s' } });
        return [first, load('a'), cacheOf(load).size];
      });
      expect(seen).to.deep.equal(['a 1', 'a 1', 1]);
      if (scope === 'invocation') expect(cacheOf(load).stats().size, 'after it').to.equal(0);
    });
  }
});
