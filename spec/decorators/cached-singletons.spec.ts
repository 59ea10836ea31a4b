import { expect } from 'chai';
import { Cached, ContainerSingleton, cacheOf, registry, runInvocation } from '../../src/index.js';
import { invalidate } from '../../src/singletons/withdrawals.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { collected } from '../support/garbage.js';
import { keepInvariants } from '../support/invariants.js';

let instances = 0;

@ContainerSingleton()
class Reports {
  readonly serial = ++instances;
  loads = 0;

  @Cached({ ttl: 100 })
  one(id: string): string {
    return `${this.serial} ${id} ${++this.loads}`;
  }

  @Cached({ key: (user: string, month: number) => [user, month], ttl: 100 })
  two(user: string, month: number): string {
    return `${this.serial} ${user} ${month} ${++this.loads}`;
  }

  @Cached({ when: (id: string) => id !== 'never' })
  some(id: string): string {
    return `${id} ${++this.loads}`;
  }

  @Cached({ scope: 'tenant' })
  ofTenant(id: string): string {
    return `${id} ${++this.loads}`;
  }

  @Cached()
  itself(): this {
    return this;
  }
}

// The entries of a container singleton are found without a lookup: everything that must not be mixed up with them is here.
describe('cached methods of a container singleton', () => {
  const clock = useFakeClock();
  keepInvariants();
  afterEach(() => registry.dispose());

  it("hit until their ttl ends, and not other instances' entries", () => {
    const reports = registry.resolve(Reports);
    const other = new Reports();
    expect([reports.one('a'), reports.one('a'), other.one('a'), reports.one('a')].map((text) => text.slice(-1))).to.deep.equal([
      '1',
      '1',
      '1',
      '1',
    ]);
    expect(reports.one('a')).not.to.equal(other.one('a'));
    expect([reports.two('a', 1), reports.two('a', 2), reports.two('a', 1)].map((text) => text.slice(-1))).to.deep.equal(['2', '3', '2']);
    clock.advance(100);
    expect([reports.one('a'), reports.two('a', 1)].map((text) => text.slice(-1))).to.deep.equal(['4', '5']);
    expect(cacheOf(reports, 'one').size).to.equal(1);
  });

  it('count every hit', () => {
    const reports = registry.resolve(Reports);
    const before = cacheOf(reports, 'one').stats().hits;
    for (let call = 0; call < 5; call++) reports.one('a');
    cacheOf(reports, 'one').set(['b'], 'B');
    expect([reports.one('b'), cacheOf(reports, 'one').stats().hits - before]).to.deep.equal(['B', 5]);
  });

  it('start anew with a new instance; the old one goes on with its own', async () => {
    const old = registry.resolve(Reports);
    const values = [old.one('a'), old.two('a', 1)];
    invalidate(containerRegistry.succession, containerRegistry.singletons.all());
    const young = registry.resolve(Reports);
    expect(young).not.to.equal(old);
    expect([young.one('a'), young.two('a', 1)]).not.to.have.members(values);
    expect([old.one('a'), old.two('a', 1)]).to.deep.equal(values);
    expect(young.one('a')).to.equal(young.one('a'));
  });

  it('free an instance that was disposed, although its values refer to it', async () => {
    const old = (() => {
      const reports = registry.resolve(Reports);
      expect([reports.itself(), reports.itself()]).to.deep.equal([reports, reports]);
      return new WeakRef(reports);
    })();
    invalidate(containerRegistry.succession, containerRegistry.singletons.all());
    await containerRegistry.succession.disposals.claim();
    await collected(() => old.deref() === undefined, 'a replaced singleton');
  });

  it('bypass where `when` says so, and keep tenants apart', async () => {
    const reports = registry.resolve(Reports);
    expect([reports.some('a'), reports.some('a'), reports.some('never'), reports.some('never')]).to.deep.equal([
      'a 1',
      'a 1',
      'never 2',
      'never 3',
    ]);
    const inTenant = (tenantId: string): Promise<string> => runInvocation({ id: tenantId, tenantId }, () => reports.ofTenant('x'));
    expect([await inTenant('one'), await inTenant('other'), await inTenant('one')]).to.deep.equal(['x 4', 'x 5', 'x 4']);
  });

  it('serve nothing to a call without `this`', () => {
    const reports = registry.resolve(Reports);
    reports.itself();
    const { itself } = reports;
    expect(Reflect.apply(itself, undefined, [])).to.equal(undefined);
  });
});
