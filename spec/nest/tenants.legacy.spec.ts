import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { expect } from 'chai';
import { collectReports } from '../support/warnings.js';
import { Apps, answerOf, PLATFORMS } from './apps.js';
import { KITS } from './kits.js';

interface Request {
  readonly headers: Record<string, string | undefined>;
  user?: { tenant: string };
}

for (const kit of KITS)
  for (const platform of PLATFORMS)
    describe(`nest/tenants: ${kit.name}, ${platform}`, () => {
      const { Controller, Get, Injectable, UseGuards } = kit.common;
      const { Cached, currentInvocation, invocationForLogs } = kit.warmscope;
      const reported = collectReports();
      const apps = new Apps(kit);
      const requestOf = (context: ExecutionContext): Request => context.switchToHttp().getRequest<Request>();
      let loads: (string | undefined)[];
      let guards: (string | undefined)[];

      @Injectable()
      class Plans {
        @Cached({ scope: 'tenant' })
        plan(): string {
          loads.push(currentInvocation()?.tenantId);
          return `plan of ${currentInvocation()?.tenantId}`;
        }
      }
      class Early {
        canActivate(): boolean {
          guards.push(invocationForLogs()?.tenantId);
          return true;
        }
      }
      class Login {
        canActivate(context: ExecutionContext): boolean {
          const request = requestOf(context);
          const tenant = request.headers['x-user'];
          if (tenant !== undefined) request.user = { tenant };
          return true;
        }
      }
      @Controller()
      @UseGuards(new Early(), new Login(), new Early())
      class Shop {
        constructor(readonly plans: Plans) {}

        @Get()
        get() {
          return { plan: this.plans.plan(), tenant: currentInvocation()?.tenantId };
        }
      }
      kit.common.Inject(Plans)(Shop, undefined as never, 0);

      const shop = (tenant?: (context: ExecutionContext) => never) =>
        apps.module({ imports: [kit.nest.WarmscopeModule.forRoot({ tenant: tenant as never })], providers: [Plans], controllers: [Shop] });

      beforeEach(() => {
        [loads, guards] = [[], []];
      });

      it('of a header is known in all guards, and each tenant has entries of its own', async () => {
        const url = await apps.serve(
          platform,
          shop((context) => requestOf(context).headers['x-tenant'] as never),
        );
        for (const tenant of ['a', 'b', 'a', 'b'])
          expect((await answerOf(url, { 'x-tenant': tenant })).body).to.deep.equal({ plan: `plan of ${tenant}`, tenant });
        expect(loads).to.deep.equal(['a', 'b']);
        expect(guards).to.deep.equal(['a', 'a', 'b', 'b', 'a', 'a', 'b', 'b']);
        expect(await reported.codes()).to.deep.equal([]);
      });

      it('of a user is known behind the guard that finds the user', async () => {
        const url = await apps.serve(
          platform,
          shop((context) => (requestOf(context).user as { tenant: never }).tenant),
        );
        expect((await answerOf(url, { 'x-user': 'a' })).body).to.deep.equal({ plan: 'plan of a', tenant: 'a' });
        expect(guards).to.deep.equal([undefined, 'a']);
        expect(await reported.codes()).to.deep.equal([]);
      });

      it('that throws is none, with a warning, and nothing is shared', async () => {
        const url = await apps.serve(
          platform,
          shop((context) => (requestOf(context).user as { tenant: never }).tenant),
        );
        for (let call = 0; call < 2; call++) expect((await answerOf(url)).body).to.deep.equal({ plan: 'plan of undefined' });
        expect(loads).to.deep.equal([undefined, undefined]);
        expect(await reported.codes()).to.have.members(['WARN_WARMSCOPE_TENANT', 'WARN_WARMSCOPE_SCOPE']);
      });

      for (const [what, given] of [
        ['a promise', Promise.reject(new Error('late'))],
        ['a number', 7],
      ] as const)
        it(`that is ${what} is none, with a warning`, async () => {
          (given as Promise<unknown>).valueOf();
          if (given instanceof Promise) given.catch(() => undefined);
          const url = await apps.serve(
            platform,
            shop(() => given as never),
          );
          expect((await answerOf(url)).body).to.deep.equal({ plan: 'plan of undefined' });
          expect(await reported.codes()).to.include('WARN_WARMSCOPE_TENANT');
        });

      for (const nobody of [undefined, null, ''])
        it(`that is ${JSON.stringify(nobody) ?? 'undefined'} is none, without a warning`, async () => {
          const url = await apps.serve(
            platform,
            shop(() => nobody as never),
          );
          expect((await answerOf(url)).body).to.deep.equal({ plan: 'plan of undefined' });
          expect(await reported.codes()).to.not.include('WARN_WARMSCOPE_TENANT');
        });

      it('stays what it was when it was known first', async () => {
        let calls = 0;
        const url = await apps.serve(
          platform,
          shop(() => `t${++calls}` as never),
        );
        expect((await answerOf(url)).body).to.deep.equal({ plan: 'plan of t1', tenant: 't1' });
        expect(guards).to.deep.equal(['t1', 't1']);
      });

      it('may come from options that depend on providers', async () => {
        class Tenants {
          of(request: Request): string | undefined {
            return request.headers['x-tenant'];
          }
        }
        const { WarmscopeModule } = kit.nest;
        const tenants = apps.module({ providers: [Tenants], exports: [Tenants] });
        const useFactory = async (found: Tenants) => ({ tenant: (context: ExecutionContext) => found.of(requestOf(context)) });
        const module = apps.module({
          imports: [WarmscopeModule.forRootAsync({ imports: [tenants], inject: [Tenants], useFactory })],
          providers: [Plans],
          controllers: [Shop],
        });
        const url = await apps.serve(platform, module);
        expect((await answerOf(url, { 'x-tenant': 'a' })).body).to.deep.equal({ plan: 'plan of a', tenant: 'a' });
      });
    });
