import { expect } from 'chai';
import { cached } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
};

// Kind of fault: The error did not say which argument it was about, if that argument threw when inspected or was too deep.
describe('regression: the position of an argument that cannot be read', () => {
  const unreadable: Record<string, unknown> = {
    'a throwing getter': Object.defineProperty({}, 'token', { enumerable: true, get: () => { throw new Error('unreadable'); } }), // biome-ignore format: one line
    'a revoked Proxy': revoked(),
    'a value nested 100,000 deep': nested(100_000),
  };
  for (const [name, argument] of Object.entries(unreadable)) {
    it(`${name}: names member, position and remedy`, async () => {
      const error = await errorOf(() => cached(function find(_one: unknown, _two: unknown) {})('first', { deeper: argument }));
      expect(error.code).to.equal('ERR_WARMSCOPE_CACHE_KEY');
      expect(error.message).to.contain('find').and.contain('Argument 2 (index 1)').and.contain('`key`');
    });
  }
});
