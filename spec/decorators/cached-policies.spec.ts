import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const SWR = { ttl: 100, staleWhileRevalidate: '10m' } as const;

/** Counts its loads; the async ones wait to be settled. */
class Rates {
  static readonly gates: Deferred<string>[] = [];
  static loads = 0;
  static failure: Error | undefined;

  constructor(readonly source: string) {}

  @Cached({ ...SWR, per: 'class' })
  async shared(currency: string): Promise<string> {
    return Rates.load(`${this.source} ${currency}`);
  }
  @Cached(SWR)
  async own(currency: string): Promise<string> {
    return Rates.load(`${this.source} ${currency}`);
  }
  @Cached({ ...SWR, per: 'class' })
  get current(): string {
    return `${this.source} ${++Rates.loads}`;
  }
  @Cached(SWR)
  static async all(): Promise<string> {
    return Rates.load('all');
  }
  @Cached({ errorTtl: (_error: unknown, currency: string) => (currency === 'eur' ? '1s' : 0) })
  failing(currency: string): string {
    Rates.loads++;
    throw new Error(`no ${currency}`);
  }
  @Cached({ timeout: 50, ttl: 100, staleIfError: '1h' })
  async slow(): Promise<string> {
    return Rates.load('slow');
  }

  private static load(value: string): Promise<string> {
    Rates.loads++;
    const gate = deferred<string>();
    Rates.gates.push(gate);
    if (Rates.gates.length === 1) gate.resolve(value);
    return gate.promise;
  }
}
class Derived extends Rates {}

describe('freshness policies of decorated members', () => {
  const clock = useFakeClock();
  collectReports();
  beforeEach(() => {
    Rates.gates.length = 0;
    Rates.loads = 0;
    for (const { cache } of containerRegistry.caches.members()) if (cache.label.startsWith('Rates.')) cache.invalidation.clear();
  });

  it("one refresh serves all instances with per: 'class', with the instance that found the value stale", async () => {
    const [one, two] = [new Rates('one'), new Rates('two')];
    expect(await one.shared('eur')).to.equal('one eur');
    clock.advance(100);
    expect([await two.shared('eur'), await one.shared('eur')]).to.deep.equal(['one eur', 'one eur']);
    expect(Rates.loads).to.equal(2);
    Rates.gates[1]?.resolve('two eur');
    await nextTurn();
    expect([await one.shared('eur'), await two.shared('eur')]).to.deep.equal(['two eur', 'two eur']);
    expect(cacheOf(Rates, 'shared').stats()).to.include({ misses: 1, staleHits: 2, hits: 2, loads: 2, size: 1 });
  });

  it('each instance, and each class, has refreshes of its own', async () => {
    const [one, derived] = [new Rates('one'), new Derived('derived')];
    expect(await one.own('eur')).to.equal('one eur');
    const loading = derived.own('eur');
    Rates.gates[1]?.resolve('derived eur');
    expect(await loading).to.equal('derived eur');
    clock.advance(100);
    expect([await one.own('eur'), await derived.own('eur')]).to.deep.equal(['one eur', 'derived eur']);
    expect(Rates.loads).to.equal(4);
    cacheOf(one, 'own').clear();
    for (const gate of Rates.gates) gate.resolve('new');
    await nextTurn();
    expect([cacheOf(one, 'own').size, cacheOf(derived, 'own').peek('eur')]).to.deep.equal([0, 'new']);
  });

  it('a getter is renewed on a later turn', async () => {
    const [one, two] = [new Rates('one'), new Rates('two')];
    expect(one.current).to.equal('one 1');
    clock.advance(100);
    expect([two.current, one.current, Rates.loads]).to.deep.equal(['one 1', 'one 1', 1]);
    await nextTurn();
    expect([one.current, Rates.loads]).to.deep.equal(['two 2', 2]);
  });

  it('static members are renewed as well', async () => {
    expect(await Rates.all()).to.equal('all');
    clock.advance(100);
    expect(await Rates.all()).to.equal('all');
    Rates.gates[1]?.resolve('new');
    await nextTurn();
    expect(await Rates.all()).to.equal('new');
  });

  it('errors are kept as long as the option says for their arguments', () => {
    const rates = new Rates('one');
    for (const currency of ['eur', 'usd', 'eur', 'usd']) expect(() => rates.failing(currency)).to.throw(`no ${currency}`);
    expect(Rates.loads).to.equal(3);
    expect(cacheOf(rates, 'failing').stats()).to.include({ hits: 1, misses: 3, loadErrors: 3, size: 1 });
    clock.advance(1_000);
    expect(() => rates.failing('eur')).to.throw('no eur');
    expect(Rates.loads).to.equal(4);
  });

  it('what takes too long gives the stale value, and is stored when it comes', async () => {
    const rates = new Rates('one');
    expect(await rates.slow()).to.equal('slow');
    clock.advance(100);
    const calls = [rates.slow(), rates.slow()];
    clock.advance(50);
    expect(await Promise.all(calls)).to.deep.equal(['slow', 'slow']);
    expect(cacheOf(rates, 'slow').stats()).to.include({ misses: 1, staleHits: 1, joins: 1, loadErrors: 1 });
    Rates.gates[1]?.resolve('late');
    await nextTurn();
    expect([await rates.slow(), Rates.loads]).to.deep.equal(['late', 2]);
  });
});
