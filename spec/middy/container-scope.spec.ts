import { expect } from 'chai';
import { Cached, createHandler, currentInvocation, registry, runInvocation } from '../../src/index.js';
import { containerScope } from '../../src/middy/index.js';
import { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { MIDDIES } from './middies.js';

interface Order {
  readonly customer: string;
}

const tenant = ({ customer }: Order): string => customer;
const here = (): string | undefined => currentInvocation()?.tenantId;
const { invocations, background } = containerRegistry;

for (const [name, middy] of MIDDIES) {
  describe(`containerScope with ${name}`, () => {
    collectReports();
    afterEach(() => {
      expect([...invocations.running]).to.deep.equal([]);
    });

    it('makes an event one invocation, with what the context and the tenant function say', async () => {
      const clock = new FakeClock();
      registry.configure({ clock });
      try {
        const counted = registry.stats().container.invocations;
        const handler = middy()
          .use(containerScope({ tenant }))
          .handler(async () => {
            await nextTurn();
            const { id, tenantId, deadline } = currentInvocation() ?? {};
            return { id, tenantId, deadline };
          });
        const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 5_000 };
        expect(await handler({ customer: 'a' }, context)).to.deep.equal({ id: 'r-1', tenantId: 'a', deadline: clock.now() + 5_000 });
        expect(registry.stats().container.invocations).to.equal(counted + 1);
        expect(await middy().use(containerScope()).handler(here)({}, { tenantId: 'of the context' })).to.equal('of the context');
      } finally {
        registry.configure({ clock: undefined });
      }
    });

    it('is around what other middlewares do after it, whatever they wait for', async () => {
      const seen: unknown[] = [];
      const note = (what: string) => async (): Promise<void> => {
        await nextTurn();
        seen.push([what, here()]);
      };
      const noteAtOnce = (what: string) => (): void => void seen.push([what, here()]);
      const handler = middy()
        .use({ before: note('earlier'), after: note('earlier, after') })
        .use(containerScope({ tenant }))
        .use({ before: noteAtOnce('before'), after: noteAtOnce('after') })
        .use({ before: note('slow before'), after: note('slow after') })
        .use({ before: noteAtOnce('before again'), after: noteAtOnce('after again') })
        .handler(note('handler'));
      await handler({ customer: 'a' }, {});
      expect(seen).to.deep.equal([
        ['earlier', undefined],
        ...['before', 'slow before', 'before again', 'handler', 'after again', 'slow after', 'after'].map((what) => [what, 'a']),
        ['earlier, after', undefined],
      ]);
    });

    it('keeps concurrent events apart, and is not around their caller', async () => {
      const gate = deferred();
      const handler = middy()
        .use(containerScope({ tenant }))
        .before(async () => await gate.promise)
        .handler(async () => {
          await nextTurn();
          return here();
        });
      await runInvocation({ tenantId: 'caller' }, async () => {
        const answers = ['a', 'b', 'c', 'd', 'e'].map((customer) => handler({ customer }, {}));
        expect(here()).to.equal('caller');
        await nextTurn();
        expect(here()).to.equal('caller');
        expect(invocations.running.size).to.equal(6);
        gate.resolve();
        expect(await Promise.all(answers)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
        expect(here()).to.equal('caller');
      });
    });

    it('can stand in a list of middlewares', async () => {
      const seen: unknown[] = [];
      const handler = middy()
        .use([
          containerScope({ tenant }),
          { before: ({ event }: { event: unknown }) => void seen.push(event, here()), after: () => void seen.push(here()) },
        ])
        .handler(async () => here());
      expect(await handler({ customer: 'a' }, {})).to.equal('a');
      expect(seen).to.deep.equal([{ customer: 'a' }, 'a', 'a']);
    });

    it('waits for background work before the answer', async () => {
      const gate = deferred();
      let isAnswered = false;
      const handler = middy()
        .use(containerScope())
        .handler(() => background.track(gate.promise, () => undefined));
      const call = handler({}, {}).then(() => {
        isAnswered = true;
      });
      await nextTurn();
      expect([isAnswered, invocations.running.size]).to.deep.equal([false, 1]);
      gate.resolve();
      await call;
    });

    it('hands an error on unchanged, to onError of other middlewares as well', async () => {
      const failure = new Error('no such order');
      const seen: unknown[] = [];
      const failing = () =>
        middy()
          .use(containerScope({ tenant }))
          .onError(({ error }) => void seen.push(error, here()))
          .handler(async () => {
            await nextTurn();
            throw failure;
          });
      expect(await errorOf(() => failing()({ customer: 'a' }, {}))).to.equal(failure);
      const saved = failing().onError(() => ({ statusCode: 500 }));
      expect(await saved({ customer: 'b' }, {})).to.deep.equal({ statusCode: 500 });
      expect(seen).to.deep.equal([failure, 'a']);
    });

    it('is around what handles an error of a later before', async () => {
      const seen: unknown[] = [];
      const handler = middy()
        .before(() => nextTurn())
        .use(containerScope({ tenant }))
        .onError(() => void seen.push(here()))
        .before(async () => {
          await nextTurn();
          throw new Error('refused');
        })
        .handler(() => 1);
      await errorOf(() => handler({ customer: 'a' }, {}));
      expect(seen).to.deep.equal(['a']);
    });

    const early: [what: string, build: (handler: ReturnType<typeof middy>) => ReturnType<typeof middy>][] = [
      ['a later before answers', (handler) => handler.before(() => 'early')],
      ['a later before answers in its time', (handler) => handler.before(() => nextTurn().then(() => 'early'))],
      ['a later after answers', (handler) => handler.after(() => 'early')],
      [
        'a later onError answers',
        (handler) =>
          handler
            .onError(() => 'early')
            .before(() => {
              throw new Error('x');
            }),
      ],
    ];
    for (const [what, build] of early) {
      it(`ends where ${what}`, async () => {
        const handler = build(middy().use(containerScope())).handler(() => 1);
        expect(await handler({}, {})).to.equal('early');
        await nextTurn();
        expect(invocations.running.size).to.equal(0);
      });
    }

    it('ends where a later onError throws', async () => {
      const thrown = new Error('y');
      const handler = middy()
        .use(containerScope())
        .onError(() => {
          throw thrown;
        })
        .handler(() => {
          throw new Error('x');
        });
      expect(await errorOf(() => handler({}, {}))).to.equal(thrown);
      await nextTurn();
      expect(invocations.running.size).to.equal(0);
    });

    it('ends an invocation that was answered early at its deadline, or at the next event where only one can be at work', async () => {
      const gate = deferred();
      let count = 0;
      const handler = middy()
        .use(containerScope())
        .before(() => {
          background.track(gate.promise, () => undefined);
          return ++count === 1 ? 'early' : undefined;
        })
        .handler(() => [...invocations.running].length);
      process.env.AWS_LAMBDA_RUNTIME_API = '127.0.0.1:9';
      try {
        expect(await handler({}, { awsRequestId: 'r-1' })).to.equal('early');
        expect(invocations.running.size).to.equal(1);
        const second = handler({}, { awsRequestId: 'r-2' });
        gate.resolve();
        expect(await second).to.equal(1);
      } finally {
        delete process.env.AWS_LAMBDA_RUNTIME_API;
      }
    });

    it('is one invocation together with createHandler, inside or outside of it', async () => {
      const counted = (): number => registry.stats().container.invocations;
      const inner = createHandler(async (_event: Order) => [here(), invocations.running.size]);
      const inside = middy(inner).use(containerScope({ tenant }));
      const outside = createHandler(middy().use(containerScope({ tenant })).handler(inner));
      for (const handler of [inside, outside])
        for (const context of [{}, { awsRequestId: 'r' }, undefined]) {
          const before = counted();
          expect(await handler({ customer: 'a' }, context)).to.deep.equal(['a', 1]);
          expect(counted()).to.equal(before + 1);
        }
      const twice = middy(middy(inner).use(containerScope({ tenant }))).use(containerScope());
      const before = counted();
      expect(await twice({ customer: 'a' }, {})).to.deep.equal(['a', 1]);
      expect(counted()).to.equal(before + 1);
    });

    it('serves tenants of their own entries, concurrently', async () => {
      class Plans {
        loads = 0;
        @Cached({ scope: 'tenant' }) async plan(): Promise<string> {
          this.loads++;
          await nextTurn();
          return `plan of ${currentInvocation()?.tenantId}`;
        }
      }
      const plans = new Plans();
      const handler = middy()
        .use(containerScope({ tenant }))
        .before(() => nextTurn())
        .handler(async () => await plans.plan());
      const customers = ['a', 'b', 'c', 'd', 'e', 'a', 'b', 'c', 'd', 'e'];
      const answers = await Promise.all(customers.map((customer) => handler({ customer }, {})));
      expect(answers).to.deep.equal(customers.map((customer) => `plan of ${customer}`));
      expect(plans.loads).to.equal(5);
    });

    it('refuses unknown and invalid options', async () => {
      for (const [options, part] of [
        [{ tenants: tenant }, '"tenants"'],
        [{ tenant: 'a' }, '"tenant"'],
        [{ background: 'later' }, "'drain' or 'after-response'"],
      ] as const) {
        const error = await errorOf(() => containerScope(options as never));
        expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
        expect(error.message).to.contain('containerScope').and.to.contain(part);
      }
    });
  });
}
