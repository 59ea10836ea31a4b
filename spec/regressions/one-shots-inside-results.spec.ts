import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

class Page {
  constructor(readonly body: unknown) {}
}

class Fields extends Page {
  readonly list = ['a'];
  pipe = 'a';
  next: Fields | undefined = undefined;
  *[Symbol.iterator](): Generator<string> {
    yield* this.list;
  }
}

class Rates extends Map<string, number> {
  source: unknown;
}

async function* later(): AsyncGenerator<number> {
  yield 1;
}
function* now(): Generator<number> {
  yield 1;
}

/** Everything that can be read only once. */
const oneShots: Record<string, () => object> = {
  'a Readable': () => Readable.from(['text']),
  'a Duplex': () => new PassThrough(),
  'a ReadableStream': () => new ReadableStream(),
  'a WritableStream': () => new WritableStream(),
  'a TransformStream': () => new TransformStream(),
  'a CompressionStream': () => new CompressionStream('gzip'),
  'a Response': () => new Response('text'),
  'a Request': () => new Request('http://localhost', { method: 'POST', body: 'text' }),
  'an array iterator': () => [1].values(),
  'a map iterator': () => new Map([[1, 1]]).entries(),
  'a generator': now,
  'an async generator': later,
  'an async iterable': () => ({ [Symbol.asyncIterator]: later }),
};

/** Every way from a result to something in it, up to three steps. */
const places: Record<string, (part: object) => object> = {
  'an array': (part) => [part],
  'an array, as item 999': (part) => [...new Array(999).fill(0), part],
  'an object': (part) => ({ meta: 1, part }),
  'an object without a prototype': (part) => Object.assign(Object.create(null), { part }),
  'a class instance': (part) => new Page(part),
  'an iterable class instance': (part) => new Fields(part),
  'a Map, as a value': (part) => new Map([['a', part]]),
  'a Map, as a key': (part) => new Map([[part, 'a']]),
  'a Map of 900 entries': (part) =>
    new Map<unknown, unknown>([...Array.from({ length: 899 }, (_, index) => [index, index] as const), ['last', part]]),
  'a Set': (part) => new Set([part]),
  'a class derived from Map': (part) => Object.assign(new Rates([['eur', 1]]), { source: part }),
  'an array in an array': (part) => [1, [2, part]],
  'an array in an object': (part) => ({ items: [{}, part] }),
  'a class instance in an object': (part) => ({ page: new Page(part) }),
  'an object in a class instance': (part) => new Page({ part }),
  'a Set in a Map': (part) => new Map([['a', new Set([part])]]),
  'three objects': (part) => ({ a: { b: { part } } }),
  'three arrays': (part) => [[[part]]],
  'an array of objects in an object': (part) => ({ contents: [{ id: 1 }, { part }] }),
  'a Map in a class instance in an array': (part) => [new Page(new Map([['a', part]]))],
  'an object beside a long list': (part) => ({ rows: new Array(5_000).fill({ a: 1 }), page: { part } }),
  'an object that goes in circles': (part) => {
    const circle: Record<string, unknown> = { a: 1 };
    circle.self = circle;
    circle.inner = { circle, part };
    return circle;
  },
  'an object of another realm': (part) => Object.assign(runInNewContext('({ a: [] })') as object, { part }),
  'an object beside what throws when it is looked at': (part) => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { proxy, refusing: new Proxy({}, { ownKeys: () => expect.fail() }), part };
  },
};

const plain: Record<string, () => object> = {
  'arrays of plain rows': () => [{ id: 1, tags: ['a'], at: new Date(0) }],
  'a Map in objects': () => ({ a: { b: { c: new Map([[1, new Set([new Date(0)])]]) } } }),
  'typed arrays and buffers': () => ({ a: new Uint8Array(8), b: Buffer.from('a'), c: new DataView(new ArrayBuffer(1)) }),
  'class instances with fields': () => new Page(new Fields(new Page('text'))),
  'what has some of the names': () => ({ a: { pipe: 'a', next: 1, bodyUsed: false }, b: { pipe: () => 1 }, c: { next: () => 1 } }),
  'a Blob, Headers and URL parameters': () => [new Blob(['a']), new Headers(), new URLSearchParams('a=1'), new URL('http://localhost')],
  'flags for reading and writing': () => ({ permissions: { readable: true, writable: false } }),
  'an error': () => new Error('as a value', { cause: new RangeError('inner') }),
  functions: () => ({ make: later, makeOther: now }),
};

// Kind of fault: Only the properties of a plain object were searched, one step deep: a stream deeper inside, or in arrays, collections or class
// instances, was stored, and the second caller got it consumed.
describe('regression: one-shot results inside of results', () => {
  const reports = collectReports();

  const expectNotStored = async (make: () => object): Promise<void> => {
    for (const get of [cached(make), cached(async () => make())]) {
      const [first, second] = [await get(), await get()];
      expect(first === second).to.equal(false);
      expect(cacheOf(get).stats()).to.include({ size: 0, loads: 2, uncacheable: 2 });
    }
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT', 'WARN_WARMSCOPE_ONE_SHOT']);
  };

  for (const [where, put] of Object.entries(places)) {
    it(`a stream in ${where} is not stored`, () => expectNotStored(() => put(Readable.from(['text']))));
    it(`a generator in ${where} is not stored`, () => expectNotStored(() => put(now())));
  }

  for (const [what, make] of Object.entries(oneShots)) {
    it(`${what} in a class instance in an array is not stored`, () => expectNotStored(() => [new Page(make())]));
  }

  for (const [what, make] of Object.entries(plain)) {
    it(`${what}: stored, without a warning`, async () => {
      const get = cached(make);
      const [first, second] = [get(), get()];
      expect(first === second).to.equal(true);
      expect(cacheOf(get).stats()).to.include({ loads: 1, hits: 1, uncacheable: 0 });
      expect(await reports.codes()).to.deep.equal([]);
    });
  }

  it('of sync methods, getters and static methods as well', () => {
    class Files {
      @Cached() list(): object[] {
        return [{ body: now() }];
      }
      @Cached() get all(): object {
        return new Map([['a', { body: now() }]]);
      }
      @Cached() static open(): object {
        return new Page([now()]);
      }
    }
    const files = new Files();
    for (const read of [() => files.list(), () => files.all, () => Files.open()]) expect(read()).to.not.equal(read());
    for (const size of [cacheOf(files, 'list').size, cacheOf(files, 'all').size, cacheOf(Files, 'open').size]) expect(size).to.equal(0);
  });

  it('callers that joined load for themselves, and each can read its result', async () => {
    const gate = deferred();
    const get = cached(async () => {
      await gate.promise;
      return { pages: [new Page(Readable.from(['text']))] };
    });
    const calls = [get(), get(), get()];
    gate.resolve();
    const texts = (await Promise.all(calls)).map(({ pages }) => text(pages[0]?.body as Readable));
    expect(await Promise.all(texts)).to.deep.equal(['text', 'text', 'text']);
  });

  it('a refresh drops what was stored before, and set stores nothing', async () => {
    let body: unknown = 'text';
    const get = cached(async () => [{ body }]);
    await get();
    body = Readable.from(['text']);
    await cacheOf(get).refresh();
    expect(cacheOf(get).size).to.equal(0);
    cacheOf(get).set([], [{ body }]);
    expect(cacheOf(get).size).to.equal(0);
  });

  it('the warning names the way to it, and nothing of a Map', async () => {
    const list = cached(() => ({ data: [{ id: 1 }, { Body: Readable.from(['a']) }] }), { name: 'list' });
    const map = cached(() => new Map([['secret', new Page(now())]]), { name: 'map' });
    list();
    map();
    const [first, second] = (await reports.warnings()).map(({ message }) => message);
    expect(first).to.contain("list returned an object with a stream in its property 'data[1].Body'");
    expect(second).to.contain('map returned a Map with an iterator in it').and.not.contain('secret');
  });

  it('looking runs no getter', async () => {
    let reads = 0;
    class Lazy {
      get body(): Readable {
        reads++;
        return Readable.from(['a']);
      }
      get pipe(): unknown {
        return ++reads;
      }
      get bodyUsed(): boolean {
        return ++reads > 0;
      }
    }
    const own = (name: string): object => Object.defineProperty({}, name, { enumerable: true, get: () => ++reads });
    const get = cached(() => [new Lazy(), own('body'), own('pipe'), own('next'), own('getReader'), { on: now, ...{} }]);
    expect(get()).to.equal(get());
    expect(reads).to.equal(0);
  });

  it('is bounded work, however large a result is', () => {
    let reads = 0;
    const row = new Proxy({ a: 1 }, { ownKeys: (target) => { reads++; return Reflect.ownKeys(target); } }); // biome-ignore format: one line
    const get = cached(() => Array.from({ length: 100_000 }, () => [row, row]));
    get();
    expect(reads).to.be.lessThan(2_001);
  });

  it('leaves what it looks at unread', async () => {
    const response = new Response('whole');
    const get = cached(() => [{ response }]);
    get();
    await nextTurn();
    expect(response.bodyUsed).to.equal(false);
    expect(await response.text()).to.equal('whole');
  });
});
