import { expect } from 'chai';
import * as errors from '../src/errors.js';
import * as warmscope from '../src/index.js';

describe('index', () => {
  it('exports what the contract names, and nothing else', () => {
    const named = [
      'Cached',
      'cached',
      'cacheOf',
      'ContainerSingleton',
      'containerSingleton',
      'Invalidates',
      'RetryAfterInvalidate',
      'Updates',
      'createHandler',
      'registry',
    ];
    const invocations = ['createStreamHandler', 'currentInvocation', 'disposeOnTermination', 'invocationForLogs', 'runInvocation'];
    expect(Object.keys(warmscope)).to.have.members([...named, ...invocations, ...Object.keys(errors)]);
  });

  it('exports every error and warning class', () => {
    for (const [name, value] of Object.entries(errors)) expect(Reflect.get(warmscope, name)).to.equal(value);
  });

  it('exports one registry, the one that every copy finds', () => {
    expect(Reflect.get(globalThis, Symbol.for('warmscope.registry.v2'))).to.equal(warmscope.registry);
  });

  it('puts nothing on globalThis that is enumerable or has a string for a name', () => {
    const own = Reflect.ownKeys(globalThis).filter((key) => String(key).includes('warmscope'));
    expect(own).to.include(Symbol.for('warmscope.registry.v2'));
    for (const key of own) {
      expect(key).to.be.a('symbol');
      expect(Object.prototype.propertyIsEnumerable.call(globalThis, key), String(key)).to.equal(false);
    }
  });
});
