import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const explosive = (name: string): object =>
  Object.defineProperty({}, name, {
    get: () => {
      throw new Error(`${name} was read`);
    },
  });

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Results that throw when somebody looks whether they are promises or streams: mocks, remote objects, drafts. */
const hostile: Record<string, () => object> = {
  'a throwing getter pipe': () => explosive('pipe'),
  'a throwing getter next': () => explosive('next'),
  'a Proxy that refuses every read': () => new Proxy({}, { get: (_target, name) => { if (name !== 'then') throw new Error('no read'); } }), // biome-ignore format: one line
};

// Kind of fault: A result that threw while it was examined left an unfinished flight: later calls got CircularLoadError, or the old failure, for ever.
describe('regression: results that cannot be examined', () => {
  collectReports();
  keepInvariants();

  for (const [name, make] of Object.entries(hostile)) {
    for (const isAsync of [false, true]) {
      it(`${name}, from ${isAsync ? 'an async' : 'a sync'} method: every call gets the result`, async () => {
        let loads = 0;
        const load = (): object => {
          loads++;
          return make();
        };
        const f = cached(isAsync ? async (): Promise<object> => load() : load);
        for (let call = 0; call < 3; call++) expect(Reflect.ownKeys(await f())).to.be.an('array');
        expect(cacheOf(f).stats()).to.include({ loads, loadErrors: 0 });
        registry.clear();
        expect(Reflect.ownKeys(await f())).to.be.an('array');
      });
    }
  }

  for (const [name, make] of Object.entries({ 'a throwing getter then': () => explosive('then'), 'a revoked Proxy': revoked })) {
    it(`${name}: leaves no load behind, whatever its caller gets`, () => {
      let loads = 0;
      const f = cached(() => {
        loads++;
        return make();
      });
      for (let call = 0; call < 3; call++) {
        try {
          f();
        } catch (error) {
          expect((error as { code?: string }).code, 'no CircularLoadError').to.equal(undefined);
        }
      }
      expect(loads, 'no call met a load that never ended').to.be.within(1, 3);
    });
  }
});
