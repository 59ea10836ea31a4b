import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';

// Kind of fault: One value whose size could not be estimated made registry.stats() throw for the whole container.
describe('regression: statistics of values that are hard to estimate', () => {
  afterEach(() => registry.clear());

  it('a Set of 300,000 strings', () => {
    const f = cached(() => new Set(Array.from({ length: 300_000 }, (_, index) => `${index}`)));
    f();
    expect(cacheOf(f).stats().bytes).to.be.greaterThan(10_000);
    expect(registry.stats().caches).not.to.equal([]);
  });

  it('a Map of 300,000 strings, an array of 300,000 numbers', () => {
    const f = cached((kind: string) => {
      const numbers = Array.from({ length: 300_000 }, (_, index) => index);
      return kind === 'map' ? new Map(numbers.map((number) => [number, `${number}`])) : numbers;
    });
    f('map');
    f('array');
    expect(cacheOf(f).stats().bytes).to.be.greaterThan(10_000);
  });

  it('a Proxy that was revoked after it was cached', () => {
    const { proxy, revoke } = Proxy.revocable({ a: 1 }, {});
    const f = cached(() => proxy);
    f();
    revoke();
    expect(cacheOf(f).stats().bytes).to.be.a('number');
    expect(registry.stats().caches.length).to.be.greaterThan(0);
  });

  it('a Proxy whose traps throw', () => {
    const ownKeys = (): never => {
      throw new Error('closed');
    };
    const f = cached((nested: boolean) => (nested ? { inside: new Proxy({}, { ownKeys }) } : new Proxy({}, { ownKeys })));
    // A plain result is searched for streams, which meets the trap as well; both must be survived.
    for (const nested of [true, false]) f(nested);
    expect(cacheOf(f).stats().bytes).to.be.a('number');
  });
});
