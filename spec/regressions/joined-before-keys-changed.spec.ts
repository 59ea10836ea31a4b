import { expect } from 'chai';
import { Cached, type CachedDefaults, cacheOf, registry } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: A caller whose load died with its leader loads again. Where options had moved the entries meanwhile, its value was stored where nobody
// looks: under the plain argument with keys: 'hashed', without the tenant, with another owner.
describe('regression: callers who joined before entries moved', () => {
  keepInvariants();
  afterEach(() => registry.configure({ defaults: {} }));

  const CHANGES: [before: CachedDefaults, after: CachedDefaults][] = [
    [{}, { keys: 'hashed' }],
    [{ keys: 'hashed' }, {}],
    [{}, { per: 'class' }],
    [{ per: 'class' }, {}],
    [{}, { scope: 'tenant' }],
    [{ per: 'class' }, { per: 'class', keys: 'hashed', ttl: '1m' }],
  ];
  for (const [before, after] of CHANGES)
    for (const ending of ['aborts', 'fails after an abort of its own, twice'])
      it(`store nothing elsewhere: ${JSON.stringify(before)} to ${JSON.stringify(after)}, and the leader ${ending}`, async () => {
        registry.configure({ defaults: before });
        const gates = [deferred<string>(), deferred<string>()];
        let loads = 0;
        class Source {
          @Cached({ key: (id: string) => id })
          async read(id: string): Promise<string> {
            return (await gates[loads++]?.promise) ?? `${id} ${loads}`;
          }
        }
        const source = new Source();
        const leader = source.read('a').catch((error: Error) => error.name);
        const followers = [source.read('a'), source.read('a')];
        registry.configure({ defaults: after });
        const leads = ending === 'aborts' ? 1 : 2;
        // Whoever calls now leads a load of its own, which dies as well.
        const later = leads === 2 && after.scope === undefined ? source.read('a').catch((error: Error) => error.name) : undefined;
        if (later === undefined) gates.length = 1;
        for (const gate of gates) gate.reject(Object.assign(new Error('gone'), { name: 'AbortError' }));
        expect(await leader).to.equal('AbortError');
        await later;
        expect((await Promise.all(followers)).every((value) => value.startsWith('a '))).to.equal(true);
        await nextTurn();
        expect(cacheOf(Source, 'read').size, 'what nobody finds').to.equal(0);
        const { misses, joins, loads: counted } = cacheOf(Source, 'read').stats();
        expect([misses, joins], 'each call counts once').to.deep.equal([later === undefined ? 1 : 2, 2]);
        expect(counted).to.equal(loads);
      });
});
