import { expect } from 'chai';
import { Cached, cacheOf, Invalidates } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('@Invalidates that fails itself', () => {
  keepInvariants();
  const reports = collectReports();

  const failure = new Error('no such user');
  class Store {
    @Cached()
    report(user: string): string {
      return user;
    }
    @Invalidates('report', {
      key: (): string => {
        throw failure;
      },
    })
    async save(): Promise<string> {
      return 'saved';
    }
    @Invalidates('report', { key: () => ({}) as never })
    noKey(): string {
      return 'saved';
    }
    @Cached({ key: (user: string) => [user] })
    keyed(user: string): string {
      return user;
    }
    @Invalidates('keyed', { key: () => (() => 'no key') as never })
    badKey(): string {
      return 'saved';
    }
  }

  it("clears the whole method and warns once, with the cause; the caller's result is untouched", async () => {
    const [store, other] = [new Store(), new Store()];
    store.report('a');
    other.report('a');
    expect(await store.save()).to.equal('saved');
    expect([cacheOf(store, 'report').size, cacheOf(other, 'report').size]).to.deep.equal([0, 0]);
    store.report('a');
    await store.save();
    expect(cacheOf(store, 'report').size).to.equal(0);
    const [warning, ...more] = await reports.warnings();
    expect(warning).to.include({ code: 'WARN_WARMSCOPE_INVALIDATION', name: 'InvalidationWarning', cause: failure });
    expect(warning?.message).to.contain('Store.save').and.to.contain('Store.report').and.not.contain('no such user');
    expect(more).to.deep.equal([]);
  });

  it('clears the whole method when the key is no key for a target with a key builder', async () => {
    const store = new Store();
    store.keyed('a');
    expect(store.badKey()).to.equal('saved');
    expect(cacheOf(store, 'keyed').size).to.equal(0);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_INVALIDATION']);
  });

  it('drops what calls without this have, when it is called without this', async () => {
    const { report, save } = new Store();
    const detached = { report: report.bind(undefined as never), save: save.bind(undefined as never) };
    const store = new Store();
    store.report('a');
    detached.report('a');
    await detached.save();
    expect(cacheOf(Store, 'report').stats().size).to.equal(0);
    expect(await reports.codes()).to.deep.equal([]);
  });
});
