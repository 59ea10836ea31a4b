import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { Cached, currentInvocation, registry } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Answer, FRAMEWORKS, type HeaderOptions, type Site, serve } from './servers.js';

const { invocations, background } = containerRegistry;
const OPTIONS: HeaderOptions = { tenant: (headers) => headers['x-tenant'], id: (headers) => headers['x-id'] };
const TENANTS = ['a', 'b', 'c', 'd', 'e'];
const here = (): string => String(currentInvocation()?.tenantId);

/** Resolves when no invocation runs any more. */
async function idle(): Promise<void> {
  while (invocations.running.size > 0) await nextTurn();
}

class Plans {
  loads = 0;
  @Cached({ scope: 'tenant' }) async plan(): Promise<string> {
    this.loads++;
    await nextTurn();
    return `plan of ${here()}`;
  }
}

for (const [name, build] of FRAMEWORKS) {
  describe(`web scopes: ${name}`, () => {
    const reported = collectReports();
    let site: Site;
    let answer: Answer = async () => ({});
    let options = OPTIONS;
    /** Serves what a spec answers. */
    const start = async (handler: Answer, given = OPTIONS): Promise<void> => {
      [answer, options] = [handler, given];
      site = await serve(await build((asked) => answer(asked), options));
    };
    const get = (path: string, tenant: string, init: RequestInit = {}): Promise<Response> =>
      fetch(site.url + path, { ...init, headers: { 'x-tenant': tenant, 'x-id': `of ${tenant}`, ...init.headers } });
    afterEach(async () => {
      await site.stop();
      await idle();
    });

    it('makes each request one invocation, with what the options say of it, and tenants apart', async () => {
      const plans = new Plans();
      const gate = deferred();
      let count = 0;
      await start(async () => {
        if (++count === TENANTS.length) gate.resolve();
        await gate.promise;
        return { tenant: here(), id: currentInvocation()?.id, running: invocations.running.size, plan: await plans.plan() };
      });
      const counted = registry.stats().container.invocations;
      const answers = await Promise.all(TENANTS.map(async (tenant) => (await get('/', tenant)).json()));
      expect(answers).to.deep.equal(TENANTS.map((tenant) => ({ tenant, id: `of ${tenant}`, running: 5, plan: `plan of ${tenant}` })));
      await Promise.all([...TENANTS, ...TENANTS].map(async (tenant) => (await get('/', tenant)).json()));
      expect([plans.loads, registry.stats().container.invocations]).to.deep.equal([5, counted + 15]);
      await idle();
    });

    it('knows it after a body has been parsed, in one chunk or in many', async () => {
      await start(async ({ body }) => ({ tenant: here(), length: JSON.stringify(body).length }));
      const headers = { 'content-type': 'application/json' };
      for (const size of [1, 90_000]) {
        const body = JSON.stringify({ text: 'x'.repeat(size) });
        const response = await get('/', 'a', { method: 'POST', headers, body });
        expect(await response.json()).to.deep.equal({ tenant: 'a', length: body.length });
      }
    });

    it('lasts while the response is streamed, each chunk made as part of it', async () => {
      await start(async () =>
        Readable.from(
          (async function* () {
            for (const part of ['one', 'two', 'three']) {
              await nextTurn();
              yield Buffer.from(`${part} for ${here()};`);
            }
          })(),
          { objectMode: false },
        ),
      );
      const answers = await Promise.all(TENANTS.map(async (tenant) => (await get('/', tenant)).text()));
      expect(answers).to.deep.equal(TENANTS.map((tenant) => `one for ${tenant};two for ${tenant};three for ${tenant};`));
      await idle();
    });

    it('ends where the handler fails', async () => {
      await start(async () => {
        await nextTurn();
        throw new Error('no such plan');
      });
      expect((await get('/', 'a')).status).to.equal(500);
      await idle();
    });

    /** Asks over a connection of its own, and goes away when the handler has begun. */
    const leave = async (begun: Deferred<void>): Promise<void> => {
      const socket = connect(site.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: here\r\nX-Tenant: a\r\n\r\n');
      await begun.promise;
      socket.destroy();
    };

    it('ends where the client goes away, whether or not an answer comes; what goes on is in none', async () => {
      for (const answers of [true, false]) {
        const [begun, gone, seen] = [deferred(), deferred(), deferred<string>()];
        await start(async () => {
          begun.resolve();
          await gone.promise;
          seen.resolve(here());
          if (!answers) await new Promise(() => undefined);
          return {};
        });
        await leave(begun);
        await idle();
        gone.resolve();
        expect(await seen.promise).to.equal('undefined');
        await nextTurn();
        if (answers) await site.stop();
      }
    });

    it('is closed with the response; background work goes on, and belongs to it until it is done', async () => {
      const gate = deferred();
      const after = deferred<string>();
      await start(async () => {
        background.track(gate.promise, () => undefined);
        void gate.promise.then(() => after.resolve(here()));
        return {};
      });
      await (await get('/', 'a')).json();
      await nextTurn();
      expect([...invocations.running].map(({ isClosed, hasEnded }) => [isClosed, hasEnded])).to.deep.equal([[true, false]]);
      gate.resolve();
      expect(await after.promise).to.equal('undefined');
      await idle();
    });

    it('goes on without what an option cannot say, and reports it once', async () => {
      await start(async () => ({ tenant: here(), deadline: String(currentInvocation()?.deadline) }), {
        id: () => 5,
        tenant: () => {
          throw new Error('no header');
        },
        deadline: () => Promise.resolve(5),
      });
      for (let turn = 0; turn < 2; turn++)
        expect(await (await get('/', 'a')).json()).to.deep.equal({ tenant: 'undefined', deadline: 'Infinity' });
      const warnings = await reported.warnings();
      expect(warnings.map(({ code }) => code)).to.have.members(['WARN_WARMSCOPE_OPTION', 'WARN_WARMSCOPE_TENANT', 'WARN_WARMSCOPE_OPTION']);
    });

    it('is over at the deadline', async () => {
      await start(async () => ({ over: [...invocations.running].map(({ isOver }) => isOver) }), { deadline: () => 5 });
      expect(await (await get('/', 'a')).json()).to.deep.equal({ over: [true] });
    });
  });
}
