import { expect } from 'chai';
import { run as runMiddy } from '../../samples/middy/main.js';
import { run as runExpress } from '../../samples/web/express.js';
import { run as runFastify } from '../../samples/web/fastify.js';
import { run as runHono } from '../../samples/web/hono.js';
import { run as runKoa } from '../../samples/web/koa.js';
import { collectReports } from '../support/warnings.js';

describe('samples/web', () => {
  const reported = collectReports();
  for (const [name, run] of Object.entries({ Express: runExpress, Koa: runKoa, Fastify: runFastify, Hono: runHono })) {
    it(`${name}: five tenants at once, each with its own prices; failing handlers and closed sockets harm nobody`, async () => {
      expect(await run()).to.deep.equal({
        answers: ['20 of 20 price lists were of the tenant who asked', '5 of 5 broken requests got a 500', '5 of 5 clients went away'],
        costs: { queries: 5, invocations: 30 },
      });
      expect(await reported.codes()).to.deep.equal([]);
    });
  }
});

describe('samples/middy', () => {
  const reported = collectReports();
  it('five tenants at once, each with its own plan; failing handlers and early answers harm nobody', async () => {
    expect(await runMiddy()).to.deep.equal({ answers: ['20 of 20 answers were right'], costs: { loads: 5, invocations: 21 } });
    expect(await reported.codes()).to.deep.equal([]);
  });
});
