import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

const bySymbol = Symbol('by tenant');

@ContainerSingleton
class ByTenant {
  built = 0;
  build(event: { tenantId: string }): string {
    this.built++;
    return event.tenantId;
  }
}

class NoBuilder {}

class Reports {
  @Cached({ key: 'byTenant' })
  byName(event: { tenantId: string; user?: string }): string {
    return event.user ?? '';
  }
  @Cached({ key: bySymbol })
  bySymbol(event: { tenantId: string; user?: string }): string {
    return event.user ?? '';
  }
  @Cached({ key: ByTenant })
  byClass(event: { tenantId: string; user?: string }): string {
    return event.user ?? '';
  }
  @Cached({ key: NoBuilder as never })
  byNoBuilder(): void {}
  @Cached({ key: 'unheard of' })
  sync(): string {
    return 'value';
  }
  @Cached({ key: 'unheard of' })
  async later(): Promise<void> {}
}

describe('registry.keyBuilders', () => {
  keepInvariants();
  const names: (string | symbol)[] = ['byTenant', bySymbol, 'unheard of', 'object', 'throwing'];
  afterEach(() => {
    for (const name of names) registry.keyBuilders.delete(name);
  });

  it('finds a builder by name, symbol or class, registered after the decorator ran', () => {
    registry.keyBuilders.set('byTenant', (event) => [event.tenantId]).set(bySymbol, (event) => event.tenantId);
    const reports = new Reports();
    for (const name of ['byName', 'bySymbol', 'byClass'] as const) {
      expect(reports[name]({ tenantId: 't', user: 'first' })).to.equal('first');
      expect(reports[name]({ tenantId: 't', user: 'other' })).to.equal('first');
      expect(reports[name]({ tenantId: 'u', user: 'third' })).to.equal('third');
    }
    expect(registry.resolve(ByTenant).built).to.equal(3);
  });

  it('takes an object with build, called on that object', () => {
    class Prefixed {
      readonly prefix = 'p';
      build(id: number): [string, number] {
        return [this.prefix, id];
      }
    }
    registry.keyBuilders.set('object', new Prefixed());
    const load = cached((id: number) => ({ id }), { key: 'object' });
    expect(load(1)).to.equal(load(1)).and.to.not.equal(load(2));
  });

  it('lists, finds and forgets its builders', () => {
    const builder = (): string => 'k';
    registry.keyBuilders.set('byTenant', builder);
    expect([registry.keyBuilders.has('byTenant'), registry.keyBuilders.get('byTenant')]).to.deep.equal([true, builder]);
    expect(registry.keyBuilders.names()).to.contain('byTenant');
    expect([
      registry.keyBuilders.delete('byTenant'),
      registry.keyBuilders.delete('byTenant'),
      registry.keyBuilders.has('byTenant'),
    ]).to.deep.equal([true, false, false]);
  });

  it('refuses what is no builder', () => {
    for (const builder of [undefined, null, 5, 'x', {}, { build: 1 }, class {}]) {
      const error = thrownBy(() => registry.keyBuilders.set('byTenant', builder as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain("'byTenant'").and.to.contain('build');
    }
  });

  it('an unknown name is an error at the first call, with the known names; once it is registered the call works', async () => {
    registry.keyBuilders.set('byTenant', () => 'k');
    const reports = new Reports();
    for (const error of [thrownBy(() => reports.sync()), await errorOf(() => reports.later())]) {
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain("'unheard of'").and.to.contain("'byTenant'").and.to.contain('registry.keyBuilders.set');
      expect(error.message).to.match(/Reports\.(sync|later)/);
    }
    registry.keyBuilders.set('unheard of', () => 'k');
    expect([reports.sync(), cacheOf(reports, 'sync').size]).to.deep.equal(['value', 1]);
    const { loads, misses } = cacheOf(reports, 'sync').stats();
    expect([loads, misses]).to.deep.equal([1, 1]);
  });

  it('a class that is no builder, or unknown, is an error that names it', () => {
    const error = thrownBy(() => new Reports().byNoBuilder());
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('NoBuilder').and.to.contain('Reports.byNoBuilder');
  });

  it('a registered builder that throws, or returns no Key, is a CacheKeyError', () => {
    const failure = new Error('no tenant');
    registry.keyBuilders.set('throwing', () => {
      throw failure;
    });
    const load = cached(() => 1, { key: 'throwing', name: 'loadByThrowing' });
    const error = thrownBy(load);
    expect(error).to.include({ code: 'ERR_WARMSCOPE_CACHE_KEY', cause: failure });
    expect(error.message).to.contain('loadByThrowing');
    registry.keyBuilders.set('object', () => ({}) as never);
    const other = cached(() => 1, { key: 'object', name: 'loadByObject' });
    expect(thrownBy(other)).to.have.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
  });
});
