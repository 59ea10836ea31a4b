import { expect } from 'chai';
import { LoadTimeoutError } from '../../src/errors.js';
import { begun, disown, isOverflow, isThenable, nameOfThrown, passOverflow, propertyOf } from '../../src/util/untrusted.js';
import { nearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('util/untrusted', () => {
  collectReports();

  it('reads a property, or undefined where reading throws', () => {
    expect(propertyOf({ a: 1 }, 'a')).to.equal(1);
    expect(propertyOf(revoked(), 'a')).to.equal(undefined);
  });

  it('takes a value that cannot be asked for no promise', () => {
    expect(isThenable(revoked())).to.equal(false);
  });

  it('names what was thrown, and keeps its message to itself unless that is ours', () => {
    const coded = Object.assign(new TypeError('secret'), { code: 'ERR_SECRET' });
    const odd = Object.assign(new Error('secret'), { name: 'a secret: 7', code: 'a secret' });
    const trap = new Proxy(new Error('secret'), { get: () => revoked() });
    const thrown: [unknown, string][] = [
      [new TypeError('secret'), 'TypeError, see `cause`'],
      [coded, 'ERR_SECRET, see `cause`'],
      [new DOMException('secret', 'DataCloneError'), 'DataCloneError, see `cause`'],
      [Object.assign(new TypeError('secret'), { code: null }), 'TypeError, see `cause`'],
      [Object.assign(new Error('secret'), { name: undefined }), 'Error, see `cause`'],
      [Object.assign(new RangeError('secret'), { code: { toString: () => 'secret' } }), 'RangeError, see `cause`'],
      [odd, 'Error, see `cause`'],
      ...['s3cr3t', 'sk_live_51H', 'ann', 'AKIAIOSFODNN7', 'PASSWORD', 'P2002', '7', 'E-7', 'E7F9', 'ESECRET-42', 'a\nError: b'].flatMap(
        (data): [unknown, string][] => [
          [Object.assign(new Error('secret'), { name: data }), 'Error, see `cause`'],
          [Object.assign(new TypeError('secret'), { code: data }), 'TypeError, see `cause`'],
        ],
      ),
      [Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED, see `cause`'],
      [Object.assign(new Error('secret'), { name: 'ThrottlingException' }), 'ThrottlingException, see `cause`'],
      [Object.assign(new Error('secret'), { name: Symbol('secret') }), 'object, see `cause`'],
      ['secret', 'string, see `cause`'],
      [undefined, 'undefined, see `cause`'],
      [null, 'object, see `cause`'],
      [Symbol('secret'), 'symbol, see `cause`'],
      [{ name: 'secret', code: 'secret', message: 'secret' }, 'object, see `cause`'],
      [revoked(), 'object, see `cause`'],
      [trap, 'object, see `cause`'],
      [new LoadTimeoutError('A load took too long.'), 'A load took too long.'],
    ];
    for (const [each, name] of thrown) expect(nameOfThrown(each)).to.equal(name);
  });

  it('takes care of a rejection that nobody awaits', async () => {
    disown(Promise.reject(new Error('nobody listens')));
    disown('no promise');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('knows what can be awaited', () => {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    const thenable = { then: () => undefined };
    expect(isThenable(Promise.resolve())).to.equal(true);
    expect(isThenable(thenable)).to.equal(true);
    expect(isThenable(Object.create(thenable))).to.equal(true);
    // biome-ignore lint/suspicious/noThenProperty: neither is this one
    for (const value of [{ then: 1 }, {}, null, undefined, 'then', 1]) expect(isThenable(value)).to.equal(false);
  });

  it('has a lazy thenable begin where it was given', async () => {
    const { AsyncLocalStorage } = await import('node:async_hooks');
    const context = new AsyncLocalStorage<string>();
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    const lazy = { then: (resolve: (value: unknown) => void) => resolve(context.getStore()) };
    const promise = context.run('there', () => begun(lazy));
    expect([await context.run('elsewhere', async () => promise), begun(5), begun(undefined)]).to.deep.equal(['there', 5, undefined]);
  });

  it('knows the error of a stack overflow, also where a regular expression finds no stack to be compiled', () => {
    const expressions = Array.from({ length: 151 }, (_, index) => new RegExp(`[^\\0-\\u${(index + 0x80).toString(16).padStart(4, '0')}]`));
    const errors: unknown[] = [];
    const use = (at: number): void => {
      try {
        expressions[at]?.test('ab');
      } catch (error) {
        errors[at] = error;
      }
    };
    use(150);
    for (let shift = 0; shift < 8; shift++) nearTheEndOfTheStack(use, shift);
    expect(errors.map((error) => Object(error).constructor)).to.include.members([SyntaxError]);
    expect(errors.filter((error) => !isOverflow(error))).to.deep.equal([]);
    expect(isOverflow(new TypeError('a call', { cause: Object.values(errors)[0] }))).to.equal(true);
  });

  it('takes no other error for one, nor what cannot be read', () => {
    const others = [new RangeError('no'), new SyntaxError('Unexpected token'), revoked(), 'Maximum call stack size exceeded', undefined];
    expect(others.filter(isOverflow)).to.deep.equal([]);
  });

  it('passes an overflow on only where there is little stack', () => {
    const error = new RangeError('Maximum call stack size exceeded');
    expect(passOverflow(error)).to.equal(undefined);
    const passed: boolean[] = [];
    nearTheEndOfTheStack((at) => {
      passed[at] = true;
      passOverflow(error);
      passed[at] = false;
    });
    expect(passed).to.deep.equal(passed.map(() => true));
  });
});
