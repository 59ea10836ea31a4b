import { expect } from 'chai';
import { cached, cacheOf, registry, runInvocation } from '../../src/index.js';

// Kind of fault: A cache's records of the running invocation were part of its compiled options, so a change of defaults lost them.
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
