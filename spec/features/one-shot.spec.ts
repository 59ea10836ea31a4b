import { Duplex, PassThrough, Readable, Writable } from 'node:stream';
import { expect } from 'chai';
import { oneShotIn } from '../../src/features/one-shot.js';

async function* later(): AsyncGenerator<number> {
  yield 1;
}

function* now(): Generator<number> {
  yield 1;
}

const body = (): Readable => Readable.from(['body']);

describe('features/one-shot', () => {
  const oneShot: Record<string, [value: unknown, kind: RegExp]> = {
    'a Readable': [body(), /^a stream$/],
    'a Writable': [new Writable(), /^a stream$/],
    'a Duplex': [new Duplex(), /^a stream$/],
    'a PassThrough': [new PassThrough(), /^a stream$/],
    'a web ReadableStream': [new ReadableStream(), /^a stream$/],
    'a web WritableStream': [new WritableStream(), /^a stream$/],
    'a Response': [new Response('body'), /^a Response or Request$/],
    'a Request': [new Request('http://localhost'), /^a Response or Request$/],
    'a generator': [now(), /^an iterator$/],
    'an async generator': [later(), /^an async iterator$/],
    'an array iterator': [[1].values(), /^an iterator$/],
    'a map iterator': [new Map().entries(), /^an iterator$/],
    'an S3-like answer': [{ $metadata: {}, Body: body(), ContentLength: 4 }, /^an object with a stream in its property 'Body'$/],
    'an undici-like answer': [{ statusCode: 200, body: new ReadableStream() }, /^an object with a stream in its property 'body'$/],
    'a fetch-like answer': [{ data: new Response('') }, /^an object with a Response or Request in its property 'data'$/],
    'one without a prototype': [Object.assign(Object.create(null), { Body: body() }), /^an object with a stream/],
  };
  for (const [name, [value, kind]] of Object.entries(oneShot)) {
    it(`knows ${name}`, () => {
      expect(oneShotIn(value)).to.match(kind);
    });
  }

  class Report {
    lines = ['a'];
    *[Symbol.iterator](): Generator<string> {
      yield* this.lines;
    }
  }
  const repeatable: Record<string, unknown> = {
    undefined: undefined,
    null: null,
    'a string': 'pipe',
    'a number': 0,
    'a function': () => now(),
    'an array': [1, 2],
    'a Map': new Map(),
    'a Set': new Set(),
    'a Date': new Date(),
    'a Buffer': Buffer.from('a'),
    'a Blob': new Blob(['a']),
    'a plain object': { pipe: 'a', next: 1, bodyUsed: false },
    'an object with a getter': Object.defineProperty({}, 'Body', { enumerable: true, get: body }),
    'an iterable that makes an iterator each time': new Report(),
    'URL parameters': new URLSearchParams('a=1'),
    Headers: new Headers(),
  };
  for (const [name, value] of Object.entries(repeatable)) {
    it(`lets ${name} be kept`, () => {
      expect(oneShotIn(value)).to.equal(undefined);
    });
  }

  it('reads nothing of what it looks at', async () => {
    const response = new Response('whole');
    const stream = body();
    oneShotIn(response);
    oneShotIn(stream);
    expect(response.bodyUsed).to.equal(false);
    expect(await response.text()).to.equal('whole');
    expect(stream.readableFlowing).to.equal(null);
  });
});
