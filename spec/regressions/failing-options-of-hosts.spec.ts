import middy from '@middy/core';
import { expect } from 'chai';
import { Hono } from 'hono';
import Koa from 'koa';
import { createHandler, createStreamHandler, currentInvocation } from '../../src/index.js';
import { containerScope } from '../../src/middy/index.js';
import { honoScope, koaScope } from '../../src/web/index.js';
import { collectReports } from '../support/warnings.js';
import { serve } from '../web/servers.js';

describe('options of hosts that fail', () => {
  const reports = collectReports();

  class Reports {
    handle(): string {
      return 'report';
    }
  }
  type Tenant = () => string;
  const hosts: readonly [place: string, call: (tenant: Tenant) => unknown][] = [
    ['createHandler(Reports)', (tenant) => createHandler(Reports, { tenant })({}, {})],
    ['createStreamHandler(stream)', (tenant) => createStreamHandler(function stream() {}, { tenant })({}, {}, {})],
    ['containerScope', (tenant) => middy(async () => 1).use(containerScope({ tenant }))({}, {} as never)],
    ['honoScope', (tenant) => new Hono().use(honoScope({ tenant })).request('/')],
  ];
  for (const [place, call] of hosts)
    it(`are named with their place: ${place}`, async () => {
      await call(() => {
        throw new Error('no claims');
      });
      const [warning] = await reports.warnings();
      expect(warning?.message)
        .to.match(/^The option "tenant" of /)
        .and.to.contain(` of ${place} threw;`);
    });

  it('say what they gave, and are not reported for saying nothing', async () => {
    const app = new Koa();
    // What a header that is not there is to Koa.
    app.use(koaScope({ id: (ctx) => ctx.get('x-request-id'), deadline: (ctx) => Number(ctx.get('x-deadline') || 'soon') }));
    app.use((ctx) => {
      ctx.body = currentInvocation()?.id;
    });
    const site = await serve(app.callback());
    const idFor = async (headers: Record<string, string>): Promise<string> => (await fetch(site.url, { headers })).text();
    expect(await idFor({ 'x-deadline': '1', 'x-request-id': 'r1' })).to.equal('r1');
    expect(await idFor({ 'x-deadline': '1' })).to.have.length(36);
    expect(await reports.codes()).to.deep.equal([]);
    await idFor({});
    const [warning] = await reports.warnings();
    expect(warning?.message).to.contain('"deadline" of koaScope gave NaN');
    await site.stop();
  });
});
