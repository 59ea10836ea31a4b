import { expect } from 'chai';
import { Cached, createHandler, createStreamHandler, currentInvocation, runInvocation } from '../../src/index.js';
import type { LambdaContext } from '../../src/testing/index.js';
import { errorOf } from '../support/deferred.js';
import { NOON, useTestContainer } from './container-rig.js';

describe('testing: invocations', () => {
  const rig = useTestContainer({ now: NOON, remainingMs: '30s' });

  it("call a handler with an event and a context like Lambda's", async () => {
    const handler = createHandler(async (event: { user: string }, context: LambdaContext) => ({
      event,
      context,
      of: currentInvocation()?.id,
    }));
    const { event, context, of } = await rig.kit.invoke(handler, { user: 'ann' });
    expect(event).to.deep.equal({ user: 'ann' });
    expect(context.awsRequestId)
      .to.match(/^[\da-f-]{36}$/)
      .and.to.equal(of);
    expect([context.tenantId, context.functionVersion, context.getRemainingTimeInMillis()]).to.deep.equal([undefined, '$LATEST', 30_000]);
    expect(context).to.include.keys('functionName', 'invokedFunctionArn', 'memoryLimitInMB', 'logGroupName', 'logStreamName');
    const second = await rig.kit.invoke(handler, { user: 'bob' });
    expect(second.context.awsRequestId).not.to.equal(context.awsRequestId);
  });

  it('take what a test says of the context', async () => {
    const handler = createHandler(() => {
      const { id, tenantId, deadline } = currentInvocation() ?? {};
      return { id, tenantId, deadline };
    });
    const context = { awsRequestId: 'r1', tenantId: 'acme', getRemainingTimeInMillis: () => 1_000 };
    expect(await rig.kit.invoke(handler, {}, context)).to.deep.equal({ id: 'r1', tenantId: 'acme', deadline: NOON + 1_000 });
  });

  it('leave a context of a class its methods, and other properties', async () => {
    class Context {
      readonly clientContext = { app: 1 };
      getRemainingTimeInMillis(): number {
        return 7;
      }
    }
    const given = new Context();
    const seen = await rig.kit.invoke((_event: unknown, context: Context) => context, {}, given);
    expect([seen.getRemainingTimeInMillis(), seen.clientContext, seen instanceof Context]).to.deep.equal([7, { app: 1 }, true]);
    expect(Object.keys(given)).to.deep.equal(['clientContext']);
  });

  it('have less time left as time passes, down to 0', async () => {
    const left: number[] = [];
    await rig.kit.invoke(async (_event: unknown, context: LambdaContext) => {
      for (const step of ['10s', '15s', '1m'] as const) {
        await rig.kit.advance(step);
        left.push(context.getRemainingTimeInMillis());
      }
    });
    expect(left).to.deep.equal([20_000, 5_000, 0]);
  });

  it('pass results and failures on, thrown at once or later', async () => {
    expect(await rig.kit.invoke(() => 1)).to.equal(1);
    const error = new Error('broken');
    const failing = [
      () => {
        throw error;
      },
      async () => {
        throw error;
      },
      createHandler(() => {
        throw error;
      }),
    ];
    for (const handler of failing) expect(await errorOf(() => rig.kit.invoke(handler))).to.equal(error);
  });

  it('the first one is the cold start', async () => {
    const handler = createHandler(() => rig.kit.stats().container.coldStart);
    const seen = [await rig.kit.invoke(handler), await rig.kit.invoke(handler)];
    await rig.kit.recycle();
    seen.push(await rig.kit.invoke(handler));
    expect(seen).to.deep.equal([true, false, true]);
  });

  it('of a plain function are none of ours by itself; what it opens counts', async () => {
    const handler = async (): Promise<string | undefined> => {
      expect(currentInvocation()).to.equal(undefined);
      return runInvocation({ id: 'inner' }, () => currentInvocation()?.id);
    };
    expect(await rig.kit.invoke(handler)).to.equal('inner');
    expect(rig.kit.stats().container.invocations).to.equal(1);
  });

  it('of a streaming handler are called by a function that has the stream', async () => {
    const chunks: string[] = [];
    const handler = createStreamHandler(async (event: { text: string }, stream: string[]) => void stream.push(event.text));
    await rig.kit.invoke((event: { text: string }, context: LambdaContext) => handler(event, chunks, context), { text: 'a' });
    expect([chunks, rig.kit.stats().container.invocations]).to.deep.equal([['a'], 1]);
  });

  it('keep tenants apart', async () => {
    class Plans {
      loads = 0;
      @Cached({ scope: 'tenant' })
      plan(): string {
        return `${currentInvocation()?.tenantId}${++this.loads}`;
      }
    }
    const plans = new Plans();
    const handler = createHandler(() => plans.plan());
    const seen: string[] = [];
    for (const tenantId of ['acme', 'globex', 'acme']) seen.push(await rig.kit.invoke(handler, {}, { tenantId }));
    expect(seen).to.deep.equal(['acme1', 'globex2', 'acme1']);
    expect(await rig.kit.run(() => plans.plan(), { tenantId: 'globex' })).to.equal('globex2');
  });

  it('run: a function as an invocation, with the time that is left', async () => {
    const seen = await rig.kit.run(() => ({ ...currentInvocation() }), { id: 'r', tenantId: 't' });
    expect(seen).to.include({ id: 'r', tenantId: 't', deadline: NOON + 30_000 });
    expect(await rig.kit.run(() => currentInvocation()?.deadline, { deadline: Infinity })).to.equal(Infinity);
    expect(await rig.kit.run(() => currentInvocation()?.remainingMs(), { deadline: NOON + 5 })).to.equal(5);
    const error = new Error('broken');
    expect(await errorOf(() => rig.kit.run(() => Promise.reject(error)))).to.equal(error);
  });
});
