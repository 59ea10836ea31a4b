import middy from '@middy/core';
import { expect } from 'chai';
import { OpenInvocation } from '../../src/handlers/open-invocation.js';
import { Cached, createHandler, createStreamHandler, currentInvocation, registry } from '../../src/index.js';
import { containerScope } from '../../src/middy/index.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

interface Order {
  readonly customer?: string | undefined;
}
type Call = (order: Order, context: object) => Promise<unknown>;

// Each record is handled with the context of the whole, as if it were the same event.
describe('batches of tenants', () => {
  collectReports();
  const { invocations, background } = containerRegistry;
  afterEach(() => {
    expect([...invocations.running]).to.deep.equal([]);
  });

  class Plans {
    @Cached({ scope: 'tenant', ttl: '5m' })
    async plan(): Promise<string> {
      await nextTurn();
      return `plan of ${currentInvocation()?.tenantId}`;
    }
  }
  const plans = new Plans();
  const work = (): Promise<string> => plans.plan();
  const tenant = ({ customer }: Order): string | undefined => customer;

  const parts: readonly [what: string, part: Call][] = [
    ['a handler', createHandler((_order: Order, _context: object) => work(), { tenant })],
    ['a handler whose context says whom it is for', byContext(createHandler((_order: Order, _context: object) => work()))],
    ['a middy chain', middy(work).use(containerScope({ tenant })) as Call],
    [
      'a handler within a middy chain',
      middy(createHandler((_order: Order, _context: object) => work(), { tenant })).use(containerScope()) as Call,
    ],
    ['a streaming handler', streaming()],
  ];
  type Whole = (handle: (event: Order[], context: object) => Promise<unknown>) => (event: Order[], context: object) => Promise<unknown>;
  const wholes: readonly [what: string, whole: Whole][] = [
    ['a handler', (handle) => createHandler(handle)],
    ['a middy chain', (handle) => middy(handle as never).use(containerScope()) as never],
  ];

  for (const [what, part] of parts)
    for (const [where, whole] of wholes)
      for (const context of [{}, { awsRequestId: 'batch' }])
        it(`${what} within ${where}: each part is for its own, ${'awsRequestId' in context ? 'with' : 'without'} a request id`, async () => {
          // A context that says nothing is that of the whole.
          const customers = what.includes('context') ? ['ann', 'bert', 'ann'] : ['ann', 'bert', undefined, 'ann'];
          const expected = customers.map((customer) => `plan of ${customer}`);
          const orders = customers.map((customer) => ({ customer }));
          const together = whole((batch, given) => Promise.all(batch.map((order) => part(order, given))));
          expect(await together(orders, context)).to.deep.equal(expected);
          const inTurn = whole(async (batch, given) => {
            const answers: unknown[] = [];
            for (const order of batch) answers.push(await part(order, given));
            return answers;
          });
          expect(await inTurn(orders.toReversed(), context)).to.deep.equal(expected.toReversed());
        });

  it('parts that are for the tenant of the whole are part of it, others are not', async () => {
    const part = createHandler((_order: Order, _context: object) => work(), { tenant });
    const whole = middy((orders: Order[], context: object) => Promise.all(orders.map((order) => part(order, context)))).use(
      containerScope({ tenant: () => 'ann' }),
    );
    const before = registry.stats().container.invocations;
    const orders = ['ann', 'bert', 'ann'].map((customer) => ({ customer }));
    expect(await whole(orders, {} as never)).to.deep.equal(['plan of ann', 'plan of bert', 'plan of ann']);
    expect(registry.stats().container.invocations - before).to.equal(2);
  });

  it('two scopes of a chain are one, whatever they say', async () => {
    const before = registry.stats().container.invocations;
    const handler = middy(work)
      .use(containerScope({ tenant: () => 'first' }))
      .use(containerScope({ tenant: () => 'second' }));
    expect(await handler({}, {} as never)).to.equal('plan of first');
    expect(registry.stats().container.invocations - before).to.equal(1);
  });

  it('background work of a part that has given its answer is waited for by the whole', async () => {
    const gate = deferred();
    const whole = createHandler(() => {
      const part = new OpenInvocation(containerRegistry, {});
      part.enter(() => background.track(gate.promise, () => undefined));
      part.close();
    });
    const answer = whole({}, {});
    expect(await stateOf(answer)).to.equal('pending');
    gate.resolve();
    await answer;
  });

  function byContext(handler: Call): Call {
    return (order, context) => handler(order, { ...context, tenantId: order.customer });
  }

  /** Answers with what was written to its stream. */
  function streaming(): Call {
    const handler = createStreamHandler(async (_order: Order, chunks: unknown[], _context: object) => void chunks.push(await work()), {
      tenant,
    });
    return async (order, context) => {
      const chunks: unknown[] = [];
      await handler(order, chunks, context);
      return chunks[0];
    };
  }
});
