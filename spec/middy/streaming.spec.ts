import { PassThrough, Readable } from 'node:stream';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { expect } from 'chai';
import { currentInvocation } from '../../src/index.js';
import { containerScope } from '../../src/middy/index.js';
import { useAwslambda } from '../support/awslambda.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collected } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';
import { MIDDIES } from './middies.js';

type StreamHandler = (event: unknown, stream: PassThrough, context: unknown) => Promise<unknown>;

const { invocations, background } = containerRegistry;
const here = (): string => String(currentInvocation()?.tenantId);

/** Chunks that are made when somebody reads them. */
async function* chunks(): AsyncGenerator<string> {
  for (const name of ['one', 'two', 'three']) {
    await nextTurn();
    yield `${name} for ${here()};`;
  }
}

const WHOLE = ['one', 'two', 'three'].map((name) => `${name} for a;`).join('');

const encoder = new TextEncoder();

function webStream(): ReadableStream {
  const names = ['one', 'two', 'three'];
  return new ReadableStream({
    pull: async (controller) => {
      await nextTurn();
      const name = names.shift();
      if (name === undefined) controller.close();
      else controller.enqueue(encoder.encode(`${name} for ${here()};`));
    },
  });
}

async function textOf(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

for (const [name, middy] of MIDDIES) {
  describe(`containerScope with streams of ${name}`, () => {
    collectReports();
    const heads: unknown[] = [];
    const from = (stream: unknown, head: unknown): unknown => {
      heads.push(head);
      return stream;
    };
    useAwslambda({ streamifyResponse: (handler: unknown) => handler, HttpResponseStream: { from } });
    afterEach(() => {
      heads.length = 0;
      expect([...invocations.running]).to.deep.equal([]);
    });
    const streaming = (handler: () => unknown): StreamHandler =>
      middy(name === 'middy 6' ? { streamifyResponse: true } : { executionMode: executionModeStreamifyResponse })
        .use(containerScope({ tenant: () => 'a' }))
        .handler(handler) as unknown as StreamHandler;

    for (const [kind, body] of [
      ["a stream of Node's", () => Readable.from(chunks())],
      ['a stream of the web', webStream],
    ] as const) {
      it(`lasts until ${kind} has been read, each chunk as part of it`, async () => {
        const stream = new PassThrough();
        const answer = streaming(body)({}, stream, {});
        expect(await textOf(stream)).to.equal(WHOLE);
        await answer;
      });

      it(`reads ${kind} that is the body of an HTTP response`, async () => {
        const stream = new PassThrough();
        const answer = streaming(() => ({ statusCode: 201, headers: { a: 'b' }, body: body() }))({}, stream, {});
        expect(await textOf(stream)).to.equal(WHOLE);
        expect(heads).to.deep.equal([{ statusCode: 201, headers: { a: 'b' } }]);
        await answer;
      });
    }

    it('waits for background work before the stream ends', async () => {
      const gate = deferred();
      const stream = new PassThrough();
      const answer = streaming(() => {
        background.track(gate.promise, () => undefined);
        return Readable.from(['whole']);
      })({}, stream, {});
      let isEnded = false;
      const text = textOf(stream).finally(() => {
        isEnded = true;
      });
      await nextTurn();
      await nextTurn();
      expect([isEnded, invocations.running.size]).to.deep.equal([false, 1]);
      gate.resolve();
      expect(await text).to.equal('whole');
      await answer;
    });

    it('answers with a text as well', async () => {
      const stream = new PassThrough();
      const answer = streaming(() => `all for ${here()}`)({}, stream, {});
      expect(await textOf(stream)).to.equal('all for a');
      await answer;
    });

    it('ends where the body fails, or the client goes away, having read nothing, or something', async () => {
      const failure = new Error('no more rows');
      const failing = streaming(() =>
        Readable.from(
          (async function* () {
            yield 'one';
            throw failure;
          })(),
        ),
      );
      const [first, second] = [new PassThrough(), new PassThrough()];
      first.on('error', () => undefined);
      expect(await errorOf(() => failing({}, first.resume(), {}))).to.equal(failure);
      const answer = errorOf(() =>
        streaming(() => Readable.from(chunks()))(
          {},
          second.on('error', () => undefined),
          {},
        ),
      );
      second.once('data', () => second.destroy(new Error('gone')));
      await answer;
      const third = new PassThrough();
      third.on('error', () => undefined).destroy(new Error('gone'));
      await errorOf(() => streaming(() => Readable.from(chunks()))({}, third, {}));
      // From Node 24 on, nothing is told to a body whose stream is gone before: it ends as garbage.
      await collected(() => invocations.running.size === 0, 'the body');
    });
  });
}
