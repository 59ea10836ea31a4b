import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

// The marks in keys (a tenant's, a text's) were each copy's own: what one copy had cached for a tenant was not found by the other that dropped it.
describe('regression: marks in keys made by two copies of the package', () => {
  it('entries of a tenant, and of keys with depth, are dropped by either copy', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      const seen = [];
      for (const maker of [esm, cjs]) for (const dropper of [esm, cjs]) for (const scope of ['container', 'tenant', 'invocation']) {
        let loads = 0;
        const load = maker.cached((key) => ++loads, { scope });
        for (const key of ['a', ['a', 'b'], { deep: [1] }, NaN])
          await dropper.runInvocation({ tenantId: 't' }, () => {
            load(key);
            const { size } = dropper.cacheOf(load);
            seen.push([size, dropper.cacheOf(load).delete(key), dropper.cacheOf(load).has(key), dropper.cacheOf(load).size].join());
          });
      }
      console.log(JSON.stringify([esm.cached !== cjs.cached, ...new Set(seen)]));
    `);
    expect(printed).to.deep.equal([true, '1,true,false,0']);
  });
});
