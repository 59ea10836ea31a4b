import { expect } from 'chai';
import { LoadTimeoutError } from '../../src/errors.js';
import { begun, disown, isThenable, nameOfThrown, propertyOf } from '../../src/util/untrusted.js';
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
      [odd, 'Error, see `cause`'],
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
});
