import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable } from 'tsyringe';
import { Cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { useFreshContainer } from './fresh-container.js';

describe('key builders from tsyringe', () => {
  useFreshContainer();
  keepInvariants();

  it('takes a class or symbol of tsyringe as a key builder, and keeps what it resolved', () => {
    const token = Symbol('by tenant');
    let made = 0;
    @injectable()
    class ByTenant {
      constructor(@inject('prefix') readonly prefix: string) {
        made++;
      }
      build(event: { tenantId: string }): string {
        return this.prefix + event.tenantId;
      }
    }
    container.register('prefix', { useValue: 'p' });
    container.register(token, { useClass: ByTenant });
    class Uses {
      @Cached({ key: ByTenant })
      byClass(event: { tenantId: string; user: string }): string {
        return event.user;
      }
      @Cached({ key: token })
      bySymbol(event: { tenantId: string; user: string }): string {
        return event.user;
      }
      @Cached({ key: 'named by tenant' })
      byName(event: { tenantId: string; user: string }): string {
        return event.user;
      }
    }
    container.register('named by tenant', { useToken: token });
    const uses = new Uses();
    for (const name of ['byClass', 'bySymbol', 'byName'] as const) {
      expect([uses[name]({ tenantId: 't', user: 'a' }), uses[name]({ tenantId: 't', user: 'b' })]).to.deep.equal(['a', 'a']);
      expect(cacheOf(uses, name).size).to.equal(1);
    }
    expect(made).to.equal(3);
  });
});
