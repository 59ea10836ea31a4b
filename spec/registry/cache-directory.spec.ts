import { expect } from 'chai';
import { cachedAlong } from '../../src/decorators/find-members.js';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
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

  it('has members of its own, the old ones go on with theirs', () => {
    const kept = [];
    for (let version = 0; version < 300; version++) {
      const module = evaluateUnnamed(version);
      const instance = new module.Reevaluated();
      expect([instance.load(1), module.Reevaluated.count(1), module.fn(1)]).to.deep.equal([
        `${version} 1`,
        `${version} 1`,
        `fn ${version} 1`,
      ]);
      kept.push({ ...module, instance });
    }
    expect(rows('Reevaluated.load')).to.have.lengthOf(300);
    const [first] = kept;
    expect([first?.instance.load(1), first?.Reevaluated.count(1), first?.fn(1)]).to.deep.equal(['0 1', '0 1', 'fn 0 1']);
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

  it("never lets two live closures of one factory see each other's later entries", async () => {
    const make = (prefix: string) => cached(async (id: number) => `${prefix} ${id}`, { name: 'closures' });
    const one = make('one');
    const two = make('two');
    expect([await one(1), await two(1), await one(1), await two(1)]).to.deep.equal(['one 1', 'two 1', 'one 1', 'two 1']);
    const three = make('three');
    expect([await two(2), await three(2), await one(2)]).to.deep.equal(['two 2', 'three 2', 'one 2']);
  });

  it('shares nothing with other code of the same name', () => {
    const one = cached((id: number) => `one ${id}`, { name: 'same-name' });
    const two = cached((id: number) => `two ${id}`, { name: 'same-name' });
    expect([one(1), two(1), one(1), two(1)]).to.deep.equal(['one 1', 'two 1', 'one 1', 'two 1']);
    expect(rows('same-name').map(({ name }) => name)).to.deep.equal(['same-name', 'same-name#2']);
  });
});

describe('CacheDirectory', () => {
  it('finds nothing where there is nothing', () => {
    const { caches } = containerRegistry;
    expect(caches.ofFunction(undefined)).to.equal(undefined);
    expect(caches.ofFunction({})).to.equal(undefined);
    expect(cachedAlong({}, 'load')).to.deep.equal([]);
    expect(cachedAlong(Object.create(null), Symbol('load'))).to.deep.equal([]);
  });
});
