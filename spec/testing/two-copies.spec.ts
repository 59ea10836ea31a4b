import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

describe('testing and two copies of the package', () => {
  it('the test container of either copy is over the code of both', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      import * as esmKeyed from 'warmscope/keyed';
      import * as esmTesting from 'warmscope/testing';
      const require = createRequire(process.cwd() + '/');
      const cjs = require('warmscope'), cjsKeyed = require('warmscope/keyed'), cjsTesting = require('warmscope/testing');
      const seen = [];
      for (const [code, keyed, testing, other] of [[esm, esmKeyed, cjsTesting, esmTesting], [cjs, cjsKeyed, esmTesting, cjsTesting]]) {
        let loads = 0, builds = 0;
        const load = code.cached(async () => ++loads, { ttl: '5m', timeout: '1s' });
        const client = code.containerSingleton(async () => ({ build: ++builds }));
        const pools = keyed.keyedSingleton((tenant) => ({ tenant }), { max: 2 });
        const handler = code.createHandler(async () => [await load(), (await client()).build, pools('acme').tenant]);
        await handler({}, {});
        const pool = pools('acme');
        const kit = testing.createTestContainer({ now: 0 });
        seen.push(await kit.invoke(handler));
        await kit.advance('5m');
        kit.override(client, { build: 'fake' });
        kit.override(pools, (tenant) => ({ tenant: 'fake ' + tenant }));
        seen.push(await kit.invoke(handler));
        try { other.createTestContainer(); } catch ({ code }) { seen.push(code); }
        const { container, caches } = kit.stats();
        seen.push([container.thaws, caches.at(-1).loads, code.registry.stats().container.id === container.id]);
        await kit.dispose();
        seen.push(await handler({}, {}), pools('acme') === pool, loads);
      }
      console.log(JSON.stringify([esmTesting.createTestContainer !== cjsTesting.createTestContainer, seen]));
    `);
    const each = [[2, 2, 'acme'], [3, 'fake', 'fake acme'], 'ERR_WARMSCOPE_TEST_CONTAINER', [1, 2, true], [1, 1, 'acme'], true, 3];
    expect(printed).to.deep.equal([true, [...each, ...each]]);
  });
});
