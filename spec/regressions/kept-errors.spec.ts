import { EventEmitter } from 'node:events';
import { inherits } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

class Details {
  readonly tags = new Set(['a']);
  constructor(readonly code: string) {}
}

class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly headers = new Map([['etag', { value: 'a' }]]);
  readonly details = new Details('missing');
  requestId: string | undefined = undefined;
  constructor(
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(`status ${status}`, options);
  }
  get isMissing(): boolean {
    return this.status === 404;
  }
}

/** An error as people wrote it before there was `class`. */
function OldError(this: { message: string; list: unknown[] }, message: string): void {
  this.message = message;
  this.list = [{ a: 1 }];
  Error.captureStackTrace(this, OldError);
}
inherits(OldError, Error);

function OldTypeError(this: { message: string }, message: string): void {
  this.message = message;
}
OldTypeError.prototype = Object.create(TypeError.prototype, { name: { value: 'OldTypeError' } });

/** Whatever may be thrown, with something in it that a caller may change. */
const thrown: Record<string, () => object> = {
  'an Error': () => new Error('no'),
  'a TypeError of another realm': () => runInNewContext('new TypeError("no")') as object,
  'a subclass with fields': () => new HttpError(404),
  'an error with a cause': () => new Error('no', { cause: new HttpError(500, { cause: { list: [1] } }) }),
  'an AggregateError': () => new AggregateError([new HttpError(404), new Error('b')], 'all'),
  'an error of a function with util.inherits': () => Reflect.construct(OldError, ['no']) as object,
  'an error of a function with a prototype of its own': () => Reflect.construct(OldTypeError, ['no']) as object,
  'an object that inherits from an error': () => Object.assign(Object.create(new Error('no')) as object, { list: [1] }),
  'a DOMException': () => Object.assign(new DOMException('no', 'DataError'), { list: [1] }),
  'an error with data': () =>
    Object.assign(new Error('no'), { response: { status: 404, rows: [{ id: 1 }], at: new Date(0), bytes: Buffer.from('a'), match: /a/ } }),
  'a plain object': () => ({ code: 'NO', list: [{ a: 1 }] }),
  'an array': () => [{ a: 1 }],
  'an error that holds itself': () => { const error: Error & { self?: unknown } = new Error('no'); error.self = [error]; return error; }, // biome-ignore format: one line
};

/** Changes everything in a value that can be changed. */
function spoil(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const name of Reflect.ownKeys(value)) spoil(Object.getOwnPropertyDescriptor(value, name)?.value, seen);
  if (value instanceof Map) for (const part of value.values()) spoil(part, seen);
  if (value instanceof Map || value instanceof Set) value.clear();
  if (value instanceof Date) value.setTime(5);
  if (value instanceof Uint8Array) value.fill(0);
  if (Array.isArray(value)) value.push('spoilt');
  else if (!ArrayBuffer.isView(value))
    Object.assign(value, value instanceof DOMException ? { spoilt: true } : { spoilt: true, message: 'spoilt' });
}

/** Everything about a value, as text. */
function portrait(value: unknown, seen = new Set<unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return 'again';
  seen.add(value);
  const inner = (part: unknown): unknown => portrait(part, seen);
  const own = Reflect.ownKeys(value).filter((name) => name !== 'stack' && typeof Reflect.get(value, name) !== 'function').map((name) => [String(name), inner(Reflect.get(value, name))]); // biome-ignore format: one line
  const tag = Object.prototype.toString.call(value);
  const held = value instanceof Map ? [...value].flat().map(inner) : value instanceof Set ? [...value].map(inner) : value instanceof Date ? value.getTime() : ''; // biome-ignore format: one line
  return [tag, Object.getPrototypeOf(value) === null ? '' : String(value.constructor?.name), own, held, String(Reflect.get(value, 'message')), String(Reflect.get(value, 'stack')).split('\n')[0]]; // biome-ignore format: one line
}

// Kind of fault: With errorTtl all callers got the same error object, whatever the option `values` said: what one caller wrote on it the next one read.
describe('regression: errors that are kept', () => {
  const clock = useFakeClock();
  const reports = collectReports();

  for (const [what, make] of Object.entries(thrown)) {
    for (const isAsync of [false, true]) {
      const kind = isAsync ? 'async' : 'sync';
      const failing = (values: 'cloned' | 'frozen', error: unknown): (() => unknown) => {
        const fail = (): never => { throw error; }; // biome-ignore format: one line
        return cached(isAsync ? async () => fail() : fail, { errorTtl: '1m', values });
      };

      it(`${what}, ${kind}, cloned: each caller has a copy that is equal in everything`, async () => {
        const error = make();
        const before = portrait(error);
        const get = failing('cloned', error);
        const seen = new Set<unknown>();
        for (let call = 0; call < 3; call++) {
          const got = await errorOf(get);
          expect(portrait(got)).to.deep.equal(before);
          expect(Object.getPrototypeOf(got)).to.equal(Object.getPrototypeOf(error));
          expect(Reflect.get(got, 'stack')).to.equal(Reflect.get(error, 'stack'));
          seen.add(got);
          spoil(got);
        }
        expect(seen.size).to.equal(3);
        expect(portrait(error), "the loader's own").to.deep.equal(before);
        expect(cacheOf(get as () => unknown).stats()).to.include({ loads: 1, loadErrors: 1, hits: 2 });
      });

      it(`${what}, ${kind}, frozen: the shared copy cannot be changed`, async () => {
        const error = make();
        const before = portrait(error);
        const get = failing('frozen', error);
        const first = await errorOf(get);
        expect(await errorOf(get)).to.equal(first);
        expect(first).to.be.frozen;
        expect(error).to.not.be.frozen;
        expect(() => spoil(first)).to.throw(TypeError);
        expect(portrait(await errorOf(get))).to.deep.equal(before);
        expect(cacheOf(get as () => unknown).stats()).to.include({ loads: 1, hits: 2 });
      });
    }
  }

  it('getters of the class work on a copy, and so does instanceof', async () => {
    const get = cached(async () => { throw new HttpError(404); }, { errorTtl: '1m', values: 'cloned' }); // biome-ignore format: one line
    await errorOf(get);
    const error = (await errorOf(get)) as unknown as HttpError;
    expect(error).to.be.instanceOf(HttpError);
    expect([error.isMissing, error.details instanceof Details, error.headers.get('etag')?.value]).to.deep.equal([true, true, 'a']);
  });

  it('callers who joined have copies of their own', async () => {
    const gate = deferred();
    const get = cached(async () => { await gate.promise; throw new HttpError(404); }, { errorTtl: '1m', values: 'cloned' }); // biome-ignore format: one line
    const calls = [get(), get(), get()].map((call) => errorOf(() => call));
    gate.resolve();
    const errors = [...(await Promise.all(calls)), await errorOf(get)];
    expect(new Set(errors).size).to.equal(4);
    for (const error of errors) expect(error.message).to.equal('status 404');
    expect(cacheOf(get).stats().loads).to.equal(1);
  });

  it('errors that are not kept reach all callers as thrown, and so do shared ones', async () => {
    const error = new HttpError(404);
    for (const options of [
      { values: 'cloned' },
      { values: 'frozen' },
      { values: 'cloned', errorTtl: () => 0 },
      { errorTtl: '1m' },
    ] as const) {
      const get = cached(async () => { await nextTurn(); throw error; }, options as object); // biome-ignore format: one line
      const [leader, follower] = [get(), get()].map((call) => errorOf(() => call));
      expect(await leader).to.equal(error);
      expect(await follower).to.equal(error);
    }
    expect(error).to.not.be.frozen;
  });

  it('values that are no objects are thrown as they are', async () => {
    const callback = (): number => 1;
    for (const value of ['no', 5, undefined, null, callback, Symbol('no')]) {
      const get = cached(() => { throw value; }, { errorTtl: '1m', values: 'cloned' }); // biome-ignore format: one line
      for (let call = 0; call < 2; call++) {
        try {
          get();
          expect.fail();
        } catch (thrownNow) {
          expect(thrownNow).to.equal(value);
        }
      }
      expect(cacheOf(get).stats().loads).to.equal(1);
    }
  });

  it('streams, emitters, promises and proxies are in the copy as they are', async () => {
    const agent = new EventEmitter();
    const pending = Promise.resolve(1);
    const response = new Response('a');
    const url = new URL('http://localhost');
    const failing = (values: 'cloned' | 'frozen') =>
      cached(() => { throw Object.assign(new Error('no'), { agent, pending, response, url, list: [agent] }); }, { errorTtl: '1m', values }); // biome-ignore format: one line
    for (const get of [failing('cloned'), failing('frozen')]) {
      await errorOf(get);
      const error = await errorOf(get);
      expect(error).to.include({ agent, pending, response, url });
      expect(Reflect.get(error, 'list')).to.deep.equal([agent]);
    }
    expect(Object.isFrozen(agent) || Object.isFrozen(url)).to.equal(false);
  });

  it('an error with private fields cannot be copied: it is not kept, and a warning says so', async () => {
    class Secret extends Error {
      readonly #status = 404;
      get status(): number {
        return this.#status;
      }
    }
    const get = cached(() => { throw new Secret('no'); }, { errorTtl: '1m', values: 'cloned' }); // biome-ignore format: one line
    for (let call = 0; call < 2; call++) expect(await errorOf(get)).to.have.property('status', 404);
    expect(cacheOf(get).stats()).to.include({ loads: 2, hits: 0 });
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
  });

  it('methods, static methods and getters, until the time is over', async () => {
    class Users {
      @Cached({ errorTtl: '1m', values: 'cloned' }) async get(_id: string): Promise<never> {
        throw new HttpError(404);
      }
      @Cached({ errorTtl: '1m', values: 'frozen' }) static find(): never {
        throw new HttpError(404);
      }
      @Cached({ errorTtl: '1m', values: 'cloned' }) get all(): never {
        throw new HttpError(404);
      }
    }
    const users = new Users();
    for (const call of [() => users.get('1'), () => users.all]) {
      spoil(await errorOf(call));
      expect(await errorOf(call))
        .to.include({ message: 'status 404' })
        .and.not.have.property('spoilt');
    }
    expect(await errorOf(() => Users.find())).to.equal(await errorOf(() => Users.find())).and.to.be.frozen;
    clock.advance(60_000);
    await errorOf(() => users.get('1'));
    expect(cacheOf(users, 'get').stats().loads).to.equal(2);
  });
});
