import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { containerRegistry } from '../../src/registry/global-registry.js';
import { MOST_LOOKALIKES } from '../../src/registry/roster.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

/** What a module does each time it is evaluated. */
const evaluateUnnamed = (version: number) => {
  class Reevaluated {
    @Cached()
    load(id: number): string {
      return `${version} ${id}`;
    }
    @Cached()
    static count(id: number): string {
      return `${version} ${id}`;
    }
  }
  return { Reevaluated, fn: cached((id: number) => `fn ${version} ${id}`) };
};

const rows = (prefix: string) => registry.stats().caches.filter(({ name }) => name.startsWith(prefix));

describe('a module that is evaluated again in one container', () => {
  keepInvariants();

  it('has members of its own where they are not named, and the old ones do not pile up without end', () => {
    const kept = [];
    for (let version = 0; version < 3 * MOST_LOOKALIKES; version++) {
      const module = evaluateUnnamed(version);
      const instance = new module.Reevaluated();
      expect([instance.load(1), module.Reevaluated.count(1), module.fn(1)]).to.deep.equal([
        `${version} 1`,
        `${version} 1`,
        `fn ${version} 1`,
      ]);
      kept.push({ ...module, instance });
    }
    expect(rows('Reevaluated.load')).to.have.length.at.most(MOST_LOOKALIKES);
    expect(rows('Reevaluated.count')).to.have.length.at.most(MOST_LOOKALIKES);
    const [first] = kept;
    expect([first?.instance.load(1), first?.Reevaluated.count(1), first?.fn(1)]).to.deep.equal(['0 1', '0 1', 'fn 0 1']);
    expect(rows('Reevaluated.load')).to.have.length.at.most(MOST_LOOKALIKES);
    expect(first && cacheOf(first.instance, 'load').size).to.equal(1);
    registry.clear();
    expect(first && cacheOf(first.instance, 'load').size).to.equal(0);
  });

  it('frees classes that nobody holds any more', async () => {
    const refs: WeakRef<object>[] = [];
    for (let version = 0; version < 20; version++) {
      const { Reevaluated } = evaluateUnnamed(version);
      new Reevaluated().load(1);
      refs.push(new WeakRef(Reevaluated));
    }
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      global.gc?.();
    }
    expect(refs.filter((ref) => ref.deref() !== undefined).length).to.be.at.most(2);
  });

  it('takes over the entries and the counters of named static, per-class and function members', () => {
    const evaluate = (version: number) => {
      class Named {
        readonly id = version;
        @Cached({ name: 'takes-over-static' })
        static count(id: number): string {
          return `${version} ${id}`;
        }
        @Cached({ name: 'takes-over-class', per: 'class' })
        load(id: number): string {
          return `${version} ${id}`;
        }
      }
      return { Named, fn: cached((id: number) => `${version} ${id}`, { name: 'takes-over-function' }) };
    };
    for (let version = 1; version <= 5; version++) {
      const { Named, fn } = evaluate(version);
      expect([Named.count(1), new Named().load(1), fn(1)]).to.deep.equal(['1 1', '1 1', '1 1']);
    }
    for (const name of ['takes-over-static', 'takes-over-class', 'takes-over-function']) {
      expect(rows(name).map((row) => [row.name, row.loads, row.hits, row.size])).to.deep.equal([[name, 1, 4, 1]]);
    }
  });

  it('takes over the cache of a named instance member, whose entries belong to their instances', () => {
    const evaluate = (version: number) => {
      class Named {
        @Cached({ name: 'takes-over-instances' })
        load(id: number): string {
          return `${version} ${id}`;
        }
      }
      return new Named();
    };
    const [one, two] = [evaluate(1), evaluate(2)];
    expect([one.load(1), two.load(1), one.load(1), two.load(1)]).to.deep.equal(['1 1', '2 1', '1 1', '2 1']);
    expect(rows('takes-over-instances').map(({ name, size }) => [name, size])).to.deep.equal([['takes-over-instances', 2]]);
  });

  it("never lets two live closures of one factory see each other's later entries", async () => {
    const make = (prefix: string) => cached(async (id: number) => `${prefix} ${id}`, { name: 'closures' });
    const one = make('one');
    const two = make('two');
    expect([await one(1), await two(1), await one(1), await two(1)]).to.deep.equal(['one 1', 'two 1', 'one 1', 'two 1']);
    const three = make('three');
    expect([await two(2), await three(2), await one(2)]).to.deep.equal(['two 2', 'three 2', 'one 2']);
  });

  it('stores the load that was in flight, for the new evaluation', async () => {
    const gate = deferred<string>();
    const evaluate = () => cached(async (_id: number) => gate.promise, { name: 'takes-over-flight' });
    const call = evaluate()(1);
    const next = evaluate();
    const joined = next(1);
    gate.resolve('loaded');
    expect([await call, await joined, await next(1)]).to.deep.equal(['loaded', 'loaded', 'loaded']);
    expect(rows('takes-over-flight')).to.have.length(1);
  });

  it('does not take over from other code of the same name', () => {
    const one = cached((id: number) => `one ${id}`, { name: 'same-name' });
    const two = cached((id: number) => `two ${id}`, { name: 'same-name' });
    expect([one(1), two(1), one(1), two(1)]).to.deep.equal(['one 1', 'two 1', 'one 1', 'two 1']);
    expect(rows('same-name').map(({ name }) => name)).to.deep.equal(['same-name', 'same-name#2']);
  });

  it('takes the new options: a smaller max counts at once', () => {
    const evaluate = (max: number) => cached((id: number) => id, { name: 'takes-options', max });
    const first = evaluate(10);
    for (let id = 0; id < 10; id++) first(id);
    const second = evaluate(3);
    expect(cacheOf(second).size).to.equal(3);
    expect(cacheOf(second).stats().max).to.equal(3);
  });
});

describe('CacheDirectory', () => {
  it('finds nothing where there is nothing', () => {
    const { caches } = containerRegistry;
    expect(caches.ofFunction(undefined)).to.equal(undefined);
    expect(caches.ofFunction({})).to.equal(undefined);
    expect(caches.ofProperty({}, 'load')).to.equal(undefined);
    expect(caches.ofProperty(Object.create(null), Symbol('load'))).to.equal(undefined);
  });
});
