import { expect } from 'chai';
import { Cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: A load kept the list that the key builder had returned, and looked it up again later, when its owner may have put another key into it.
describe('regression: a key builder whose list changes while a load is under way', () => {
  const clock = useFakeClock();
  keepInvariants();

  it('a follower that loads anew gets the value of its own key', async () => {
    const gate = deferred<void>();
    let isFirst = true;
    class Documents {
      @Cached({ key: (ids: string[]) => ids })
      async load(ids: string[]): Promise<string> {
        const read = ids.join('+');
        const waits = read === 'mine' && isFirst;
        if (waits) isFirst = false;
        if (waits) await gate.promise;
        return read;
      }
    }
    const documents = new Documents();
    await documents.load(['secret']);
    const ids = ['mine'];
    const leaves = deferred<void>();
    const leader = runInvocation({ id: 'A' }, async () => {
      documents.load(ids).catch(() => undefined);
      await leaves.promise;
      throw new Error('the invocation of the leader fails');
    }).catch(() => 'failed');
    const follower = runInvocation({ id: 'B' }, () => documents.load(['mine']));
    ids[0] = 'secret';
    leaves.resolve();
    expect(await leader).to.equal('failed');
    expect(await follower).to.equal('mine');
    gate.resolve();
    await nextTurn();
  });

  it('each stale entry of a synchronous method is renewed, although the builder uses one list for all', async () => {
    const list = ['', 'x'];
    let loads = 0;
    class Rates {
      @Cached({
        key: (id: string) => {
          list[0] = id;
          return list;
        },
        ttl: 10,
        staleWhileRevalidate: 1_000,
      })
      rate(id: string): string {
        return `${id}${++loads}`;
      }
    }
    const rates = new Rates();
    const both = () => [rates.rate('p'), rates.rate('q')];
    expect(both()).to.deep.equal(['p1', 'q2']);
    clock.advance(11);
    expect(both()).to.deep.equal(['p1', 'q2']);
    await nextTurn();
    await nextTurn();
    expect([both(), cacheOf(rates, 'rate').stats().loads]).to.deep.equal([['p3', 'q4'], 4]);
  });
});
