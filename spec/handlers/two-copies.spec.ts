import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

describe('invocations and two copies of the package', () => {
  it('are shared: either copy reads what the other one runs', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      const copies = [esm, cjs];
      const seen = [];
      for (const runner of copies) for (const reader of copies) {
        await runner.runInvocation({ id: 'r', tenantId: 't' }, async () => {
          await null;
          const { id, tenantId } = reader.currentInvocation();
          seen.push(id + tenantId + (reader.currentInvocation() === runner.currentInvocation()));
        });
        const handler = runner.createHandler(() => reader.currentInvocation().tenantId, { tenant: (event) => event });
        seen.push(await handler('acme', {}));
      }
      console.log(JSON.stringify([esm.runInvocation !== cjs.runInvocation, ...new Set(seen), esm.registry.stats().container.invocations]));
    `);
    expect(printed).to.deep.equal([true, 'rttrue', 'acme', 8]);
  });
});
