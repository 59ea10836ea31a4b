import type { Readable } from 'node:stream';
import { isObject } from '../util/guards.js';
import * as node from '../util/node-modules.js';
import { propertyOf } from '../util/untrusted.js';

/** A stream that a host reads after the handler: Node's, or the web's. */
export type Body = Readable | ReadableStream<unknown>;

/** A response's body where it is a stream; undefined for any other value. */
export function bodyOf(value: unknown): Body | undefined {
  if (!isObject(value)) return undefined;
  const isStream =
    isWeb(value as Body) ||
    (propertyOf(value, '_readableState') !== undefined && typeof propertyOf(value, 'read') === 'function');
  return isStream ? (value as Body) : undefined;
}

/** Runs a step as part of an invocation. */
type Enter = <T>(step: () => T) => T;

/** How many chunks are read of a stream of the web before anybody asks: one that is complete ends at once. */
const AHEAD = 2;

/** Streams that nobody can read any more, as their host dropped them unread: the bodies behind them end. */
const dropped = /* @__PURE__ */ new FinalizationRegistry<Chunks>(
  (chunks) => void chunks.return().catch(() => undefined),
);

/**
 * A stream of the same kind that gives the same chunks, each of them read as part of an invocation. `end` is
 * told when all is read, nobody reads on or can do so, or it failed; the stream ends when that is done. It is
 * collected before that only where neither `enter` nor `end` refers to it.
 */
export function readWithin(body: Body, enter: Enter, end: () => unknown = () => undefined): Body {
  const chunks = new Chunks(body, enter, end);
  const stream = isWeb(body)
    ? webStreamOf(chunks)
    : node.stream().Readable.from(chunks, { objectMode: body.readableObjectMode });
  dropped.register(stream, chunks);
  return stream;
}

function webStreamOf(chunks: Chunks): ReadableStream<unknown> {
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return()),
    },
    { highWaterMark: AHEAD },
  );
}

const isWeb = (body: Body): body is ReadableStream<unknown> => body instanceof ReadableStream;

/** The chunks of a body, read one by one as part of an invocation. */
class Chunks implements AsyncIterableIterator<unknown> {
  readonly #chunks: AsyncIterator<unknown>;

  constructor(
    private readonly body: Body,
    private readonly enter: Enter,
    private readonly end: () => unknown,
  ) {
    this.#chunks = enter(() => body[Symbol.asyncIterator]());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown, void>> {
    try {
      const step = await this.enter(() => this.#chunks.next());
      if (step.done !== true) return step;
    } catch (error) {
      await this.end();
      throw error;
    }
    return await this.#done();
  }

  /** Nobody reads on. */
  async return(): Promise<IteratorResult<unknown, void>> {
    const { body, enter } = this;
    // A stream of Node's that was never read does not hear of it from its iterator. How it ends nobody hears.
    if (!isWeb(body)) enter(() => body.on('error', () => undefined).destroy());
    await enter(() => this.#chunks.return?.())?.catch(() => undefined);
    return await this.#done();
  }

  async #done(): Promise<IteratorResult<unknown, void>> {
    await this.end();
    return { done: true, value: undefined };
  }
}
