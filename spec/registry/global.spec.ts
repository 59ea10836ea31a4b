import { expect } from 'chai';
import { registry } from '../../src/index.js';

describe('the global registry', () => {
  const key = Symbol.for('warmscope.registry.v2');

  it('is on globalThis under a versioned symbol, out of sight', () => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, key);
    expect(descriptor?.value).to.equal(registry);
    expect(descriptor).to.include({ enumerable: false, writable: false });
    expect(Object.keys(globalThis).some((name) => /warmscope/i.test(name))).to.equal(false);
  });

  it('has the members of the contract', () => {
    for (const name of ['stats', 'resolve', 'configure', 'clear', 'ready', 'dispose'] as const) expect(registry[name]).to.be.a('function');
    for (const name of ['set', 'get', 'has', 'delete'] as const) expect(registry.keyBuilders[name]).to.be.a('function');
  });
});
