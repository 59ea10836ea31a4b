import { expect } from 'chai';
import { Cached, RetryAfterInvalidate } from '../../src/index.js';

describe('@RetryAfterInvalidate, on a part of a method\u2019s cache', () => {
  let isRevoked = false;
  class Base {
    loads = 0;
    @Cached()
    token(): string {
      this.loads++;
      return isRevoked ? 'new' : 'old';
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: ['token'] })
    async use(): Promise<string> {
      const token = this.token();
      await undefined;
      if (isRevoked && token === 'old') throw new Error('revoked');
      return token;
    }
  }
  class Derived extends Base {}
  class Outside {
    constructor(readonly of: Base) {}
    @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Derived, 'token']] })
    async derived(): Promise<string> {
      return this.read();
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Base, 'token']] })
    async base(): Promise<string> {
      return this.read();
    }
    async read(): Promise<string> {
      const token = this.of.token();
      await undefined;
      if (token === 'old') throw new Error('revoked');
      return token;
    }
  }
  beforeEach(() => {
    isRevoked = false;
  });

  it('heals two instances that fail at once, each with entries of its own', async () => {
    const [one, two] = [new Base(), new Base()];
    await Promise.all([one.use(), two.use()]);
    isRevoked = true;
    expect(await Promise.all([one.use(), two.use(), one.use(), two.use()])).to.deep.equal(['new', 'new', 'new', 'new']);
    expect([one.loads, two.loads]).to.deep.equal([2, 2]);
  });

  it('heals a base class whose derived class was invalidated a moment ago', async () => {
    const [base, derived] = [new Base(), new Derived()];
    await Promise.all([base.use(), derived.use()]);
    isRevoked = true;
    expect(await Promise.all([new Outside(derived).derived(), new Outside(base).base()])).to.deep.equal(['new', 'new']);
  });
});
