import { PassThrough, Readable } from 'node:stream';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { expect } from 'chai';
import { registry } from '../../src/index.js';
import { containerScope } from '../../src/middy/index.js';
import { MIDDIES, type Middy } from '../middy/middies.js';
import { useAwslambda } from '../support/awslambda.js';
import { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { collected, collectGarbage } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';

const { invocations } = containerRegistry;

type StreamHandler = (event: unknown, stream: PassThrough, context: unknown) => Promise<unknown>;

/** A body, and whether it was given up. */
interface Given {
  readonly body: unknown;
  isGone: boolean;
}

const bodies: readonly [kind: string, make: (given: Given) => unknown][] = [
  [
    "a stream of Node's",
    (given) =>
      new Readable({
        read: () => undefined,
        destroy: (error, done) => {
          given.isGone = true;
          done(error);
        },
      }),
  ],
  [
    "a stream of Node's that fails as it is given up",
    (given) =>
      new Readable({
        read: () => undefined,
        destroy: (_error, done) => {
          given.isGone = true;
          done(new Error('no such cursor'));
        },
      }),
  ],
  [
    'a stream of the web',
    (given) =>
      new ReadableStream({
        pull: (controller) => controller.enqueue('chunk'),
        cancel: () => {
          given.isGone = true;
        },
      }),
  ],
];

function give(make: (given: Given) => unknown): Given {
  const given: Given = { body: undefined, isGone: false };
  return Object.assign(given, { body: make(given) });
}

function destroyed(): PassThrough {
  const stream = new PassThrough();
  stream.on('error', () => undefined).destroy(new Error('gone'));
  return stream;
}

type Build = (plugin?: object) => Middy;
const scoped = (middy: Build): Middy => middy().use(containerScope());
const streamed = (handler: Middy, to: PassThrough): Promise<unknown> =>
  (handler as unknown as StreamHandler)({}, to, {}).catch((error: unknown) => error);

/** How a body is dropped, by middy as it answers with streams; the last one as it does not. */
const drops: readonly [how: string, drop: (middy: Build, body: unknown) => Promise<unknown>][] = [
  [
    'the response stream was destroyed before',
    (middy, body) =>
      streamed(
        scoped(middy).handler(() => body),
        destroyed(),
      ),
  ],
  [
    'the stream of an HTTP response was destroyed before',
    (middy, body) =>
      streamed(
        scoped(middy).handler(() => ({ statusCode: 200, body })),
        destroyed(),
      ),
  ],
  [
    'the host refuses the head of the response',
    (middy, body) =>
      streamed(
        scoped(middy).handler(() => ({ statusCode: 999, body })),
        new PassThrough(),
      ),
  ],
  [
    'another middleware answers in its place',
    (middy, body) => {
      const replacing = (request: { response: unknown }): void => void Object.assign(request, { response: 'another' });
      const handler = middy().use({ after: replacing }).use(containerScope());
      return streamed(
        handler.handler(() => body),
        new PassThrough().resume(),
      );
    },
  ],
  ['whoever called the handler does not want it', async (middy, body) => void (await scoped(middy).handler(() => body)({}, {}))],
];

for (const [name, middy] of MIDDIES) {
  describe(`regression: bodies that nobody reads, with ${name}`, () => {
    collectReports();
    const from = (stream: unknown, { statusCode }: { statusCode: number }): unknown => {
      if (statusCode === 999) throw new Error('no such status');
      return stream;
    };
    useAwslambda({ streamifyResponse: (handler: unknown) => handler, HttpResponseStream: { from } });
    afterEach(() => {
      expect(invocations.running.size).to.equal(0);
    });
    const streaming = (): Middy =>
      middy(name === 'middy 6' ? { streamifyResponse: true } : { executionMode: executionModeStreamifyResponse });

    for (const [how, drop] of drops)
      for (const [kind, make] of bodies)
        it(`ends the invocation and ${kind} where ${how}`, async () => {
          const given = give(make);
          await drop(drop === drops.at(-1)?.[1] ? middy : streaming, given.body);
          await collected(() => invocations.running.size === 0, 'the body');
          expect(given.isGone).to.equal(true);
        });

    it('ends an invocation that waits for one at the next event where only one can be at work', async () => {
      const body = new Readable({ read: () => undefined });
      const handler = middy()
        .use(containerScope())
        .handler((event) => (event === 1 ? body : invocations.running.size));
      process.env.AWS_LAMBDA_RUNTIME_API = '127.0.0.1:9';
      try {
        const kept = await handler(1, { awsRequestId: 'r-1' });
        await collectGarbage();
        expect(invocations.running.size).to.equal(1);
        expect(await handler(2, { awsRequestId: 'r-2' })).to.equal(1);
        (kept as Readable).destroy();
      } finally {
        delete process.env.AWS_LAMBDA_RUNTIME_API;
      }
    });

    it('is over at its deadline', async () => {
      const clock = new FakeClock();
      registry.configure({ clock });
      try {
        const body = new Readable({ read: () => undefined });
        const kept = await middy()
          .use(containerScope())
          .handler(() => body)({}, { getRemainingTimeInMillis: () => 5_000 });
        const [invocation] = invocations.running;
        expect(invocation?.isOver).to.equal(false);
        clock.advance(5_000);
        expect(invocation?.isOver).to.equal(true);
        (kept as Readable).destroy();
        await collected(() => invocations.running.size === 0, 'the body');
      } finally {
        registry.configure({ clock: undefined });
      }
    });

    it('does not end one whose body somebody still holds, or reads', async () => {
      const chunks = ['one', 'two'];
      const body = new Readable({ read: () => undefined });
      const kept = (await middy()
        .use(containerScope())
        .handler(() => body)({}, {})) as Readable;
      await collectGarbage();
      expect(invocations.running.size).to.equal(1);
      let text = '';
      const reading = (async (stream: Readable) => {
        for await (const chunk of stream) text += chunk;
      })(kept);
      for (const chunk of [...chunks, null]) {
        await collectGarbage();
        body.push(chunk);
      }
      await reading;
      expect(text).to.equal('onetwo');
    });
  });
}
