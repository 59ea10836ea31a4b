import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ContainerSingleton, createStreamHandler, currentInvocation, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

@ContainerSingleton
class Rows {
  readonly prefix = 'row ';
  async handle(event: { count: number }, responseStream: Writable, context: { awsRequestId: string }): Promise<string> {
    for (let row = 0; row < event.count; row++) responseStream.write(`${this.prefix}${row} ${context.awsRequestId}\n`);
    responseStream.end();
    return 'ignored';
  }
}

describe('createStreamHandler', () => {
  collectReports();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());
  const context = { awsRequestId: 'r', tenantId: 't' };

  it('calls handle of a class, or a function, with event, stream and context; the result is dropped', async () => {
    const stream = new PassThrough();
    expect(await createStreamHandler(Rows)({ count: 2 }, stream, context)).to.equal(undefined);
    expect(await text(stream)).to.equal('row 0 r\nrow 1 r\n');
    const other = new PassThrough();
    await createStreamHandler((event: string, responseStream: Writable) => responseStream.end(event))('hello', other, undefined);
    expect(await text(other)).to.equal('hello');
  });

  it('is one invocation, counted, with a tenant', async () => {
    const { invocations } = registry.stats().container;
    const handler = createStreamHandler(
      (_event: unknown, responseStream: Writable, _context: typeof context) => {
        responseStream.end(`${currentInvocation()?.id} ${currentInvocation()?.tenantId}`);
      },
      { tenant: (_event, { tenantId }) => tenantId.toUpperCase() },
    );
    const stream = new PassThrough();
    await handler(0, stream, context);
    expect([await text(stream), registry.stats().container.invocations]).to.deep.equal(['r T', invocations + 1]);
  });

  it('lasts until the stream is finished, the client has its body, and then until background work is done', async () => {
    const [body, refresh] = [deferred<string>(), deferred()];
    const stream = new PassThrough();
    const call = createStreamHandler((_event: unknown, responseStream: Writable) => {
      containerRegistry.background.track(refresh.promise, () => expect.fail('abandoned'));
      Readable.from((async function* () { yield await body.promise; })()).pipe(responseStream); // biome-ignore format: one line
    })(0, stream, context);
    await nextTurn();
    expect([await stateOf(call), containerRegistry.invocations.running.size]).to.deep.equal(['pending', 1]);
    body.resolve('body');
    expect(await text(stream)).to.equal('body');
    expect(await stateOf(call)).to.equal('pending');
    refresh.resolve();
    await call;
    expect(containerRegistry.invocations.running.size).to.equal(0);
  });

  it('does not end a stream for the handler; it gives up at the deadline', async () => {
    const stream = new PassThrough();
    const call = createStreamHandler(async () => undefined)(0, stream, { getRemainingTimeInMillis: () => 1_000 });
    await nextTurn();
    clock.advance(999);
    expect(await stateOf(call)).to.equal('pending');
    clock.advance(1);
    await call;
    expect(stream.writableEnded).to.equal(false);
  });

  it('is done when the stream is destroyed or was no stream', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('client gone')) });
    stream.on('error', () => undefined);
    await createStreamHandler((_event: unknown, it: Writable) => void it.write('x'))(0, stream, context);
    await createStreamHandler(() => undefined)(0, stream, context);
    for (const none of [undefined, null, 5, {}, { writableFinished: false }]) await createStreamHandler(() => 1)(0, none, context);
  });

  it('rejects with what the handler throws, unchanged, and does not wait for the stream then', async () => {
    const failure = new Error('x');
    const handler = createStreamHandler(() => {
      throw failure;
    });
    expect(await errorOf(() => handler(0, new PassThrough(), context))).to.equal(failure);
  });

  it('applies awslambda.streamifyResponse where there is one', () => {
    const place = globalThis as { awslambda?: unknown };
    const earlier = place.awslambda;
    const marked: unknown[] = [];
    place.awslambda = { streamifyResponse: (handler: unknown) => marked[marked.push(handler) - 1] };
    try {
      const handler = createStreamHandler(Rows);
      expect(marked).to.deep.equal([handler]);
      expect(handler.length).to.equal(3);
      place.awslambda = {};
      createStreamHandler(Rows);
    } finally {
      place.awslambda = earlier;
    }
  });

  it('refuses what is no handler, naming itself, and options it has not', () => {
    class NoHandle {}
    expect(thrownBy(() => createStreamHandler(NoHandle as never)).message).to.contain(
      'createStreamHandler(NoHandle): the class has no method handle(event, responseStream, context)',
    );
    expect(thrownBy(() => createStreamHandler(5 as never)).message).to.contain('createStreamHandler takes a handler class or a function');
    const error = thrownBy(() => createStreamHandler(Rows, { background: 'drain' } as never));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('createStreamHandler(Rows)').and.to.contain('valid options are tenant');
  });
});
