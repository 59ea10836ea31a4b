import 'reflect-metadata';
import { expect } from 'chai';
import { Apps, answerOf, PLATFORMS } from './apps.js';
import { KITS } from './kits.js';

for (const kit of KITS)
  describe(`nest/cached-members: ${kit.name}`, () => {
    const { Controller, Get, Header, HttpCode, Injectable, Param, ParseIntPipe, SetMetadata, UseGuards } = kit.common;
    const { Cached, cacheOf, ContainerSingleton, Invalidates } = kit.warmscope;
    const apps = new Apps(kit);
    let loads: string[];
    beforeEach(() => {
      loads = [];
    });

    for (const platform of PLATFORMS)
      it(`handlers of controllers keep what Nest’s decorators say, in any order: ${platform}`, async () => {
        let asked = 0;
        const guard = {
          canActivate: () => {
            asked++;
            return true;
          },
        };
        @Controller()
        class Items {
          @Cached({ key: (id: number) => id })
          @Get('first/:id')
          @HttpCode(202)
          @Header('x-kind', 'first')
          @UseGuards(guard)
          @SetMetadata('role', 'reader')
          first(@Param('id', ParseIntPipe) id: number) {
            loads.push(`first ${id}`);
            return { id: id + 1 };
          }

          @Get('last/:id')
          @HttpCode(202)
          @Header('x-kind', 'last')
          @UseGuards(guard)
          @SetMetadata('role', 'reader')
          @Cached({ key: (id: number) => id })
          async last(@Param('id', ParseIntPipe) id: number) {
            loads.push(`last ${id}`);
            return { id: id + 1 };
          }

          @Get('between/:id')
          @HttpCode(202)
          @Cached({ key: (id: number) => id })
          @UseGuards(guard)
          @Header('x-kind', 'between')
          @SetMetadata('role', 'reader')
          between(@Param('id', ParseIntPipe) id: number) {
            loads.push(`between ${id}`);
            return { id: id + 1 };
          }
        }
        const url = await apps.serve(platform, apps.module({ imports: [kit.nest.WarmscopeModule.forRoot()], controllers: [Items] }));
        for (const kind of ['first', 'last', 'between'] as const) {
          for (let call = 0; call < 2; call++) {
            const response = await fetch(`${url}/${kind}/7`);
            expect([response.status, response.headers.get('x-kind'), await response.json()], kind).to.deep.equal([202, kind, { id: 8 }]);
          }
          expect(Reflect.getMetadata('role', Items.prototype[kind])).to.equal('reader');
        }
        expect((await answerOf(`${url}/first/x`)).status).to.equal(400);
        expect(loads).to.deep.equal(['first 7', 'last 7', 'between 7']);
        expect(asked, 'guards are asked at hits as well').to.equal(7);
      });

    it('methods of providers are cached and invalidated, also of request-scoped ones, each instance by itself', async () => {
      @Injectable()
      class Users {
        @Cached()
        async user(id: number) {
          loads.push(`user ${id}`);
          return { id };
        }

        @Invalidates('user', { key: (id: number) => id })
        async rename(_id: number) {}

        @ContainerSingleton()
        get client() {
          loads.push('client');
          return { url: 'db' };
        }
      }
      @Injectable({ scope: kit.common.Scope.REQUEST })
      class Cart {
        @Cached()
        total() {
          loads.push('total');
          return 10;
        }

        @Cached({ per: 'class' })
        rate() {
          loads.push('rate');
          return 2;
        }
      }
      @Controller()
      class Shop {
        constructor(
          @kit.common.Inject(Users) readonly users: Users,
          @kit.common.Inject(Cart) readonly cart: Cart,
        ) {}

        @Get()
        async get() {
          await this.users.user(1);
          await this.users.user(1);
          return { total: this.cart.total() * this.cart.total() * this.cart.rate(), url: this.users.client.url };
        }
      }
      const app = await apps.create(
        'express',
        apps.module({ imports: [kit.nest.WarmscopeModule.forRoot()], providers: [Users, Cart], controllers: [Shop] }),
      );
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      for (let call = 0; call < 2; call++) expect((await answerOf(url)).body).to.deep.equal({ total: 200, url: 'db' });
      expect(loads.sort()).to.deep.equal(['client', 'rate', 'total', 'total', 'user 1']);
      const users = app.get(Users);
      expect(cacheOf(users, 'user').size).to.equal(1);
      await users.rename(1);
      expect(cacheOf(users, 'user').size).to.equal(0);
    });
  });
