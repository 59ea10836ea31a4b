import { expect } from 'chai';
import { Cached, cached, cacheOf, currentInvocation, Invalidates, registry } from '../../src/index.js';
import { deferred } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

/** What tenants keep, and who may look at it or drop it. */
describe('scope tenant: operations', () => {
  const reports = collectReports();

  function rig() {
    let loads = 0;
    class Plans {
      @Cached({ scope: 'tenant' }) plan(id: string): string {
        return `${id} of ${currentInvocation()?.tenantId}, ${++loads}`;
      }
      @Invalidates('plan', { key: (id: string) => id }) change(_id: string): void {}
      @Invalidates('plan') async changeAll(): Promise<void> {}
    }
    const plans = new Plans();
    const fill = async (): Promise<void> => {
      for (const tenant of ['a', 'b']) for (const id of ['x', 'y']) await within(tenant, () => plans.plan(id));
    };
    /** Which entries there are: `ax` is x of tenant a. */
    const left = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const tenant of ['a', 'b'])
        for (const id of ['x', 'y']) if (await within(tenant, () => cacheOf(plans, 'plan').has(id))) found.push(tenant + id);
      return found;
    };
    return { Plans, plans, handle: cacheOf(plans, 'plan'), fill, left };
  }

  it('peek, has, set and refresh concern the running tenant', async () => {
    const { plans, handle, fill, left } = rig();
    await fill();
    await within('a', () => {
      expect([handle.peek('x'), handle.peek('z'), handle.has('x'), handle.has('z')]).to.deep.equal(['x of a, 1', undefined, true, false]);
      handle.set(['x'], 'set');
      expect([plans.plan('x'), handle.refresh('y'), plans.plan('y')]).to.deep.equal(['set', 'y of a, 5', 'y of a, 5']);
    });
    expect(await within('b', () => [plans.plan('x'), handle.peek('y')])).to.deep.equal(['x of b, 3', 'y of b, 4']);
    expect([await left(), handle.size]).to.deep.equal([['ax', 'ay', 'bx', 'by'], 4]);
  });

  it('where no tenant is known they find nothing, store nothing, and load past the cache', async () => {
    const { handle, fill } = rig();
    await fill();
    for (const run of [<T>(work: () => T) => Promise.resolve(work()), <T>(work: () => T) => within(undefined, work)]) {
      expect(await run(() => [handle.peek('x'), handle.has('x')])).to.deep.equal([undefined, false]);
      await run(() => handle.set(['z'], 'nobody'));
      expect(await run(() => handle.refresh('x'))).to.match(/^x of undefined/);
    }
    expect(handle.stats()).to.include({ size: 4, bypasses: 0, loads: 4 });
    expect(await within('a', () => [handle.has('z'), handle.peek('x')])).to.deep.equal([false, 'x of a, 1']);
    expect(await reports.codes(), 'once').to.deep.equal(['WARN_WARMSCOPE_SCOPE']);
  });

  const drops: [string, string | undefined, (it: ReturnType<typeof rig>) => unknown, string[]][] = [
    ['delete in a tenant', 'a', ({ handle }) => handle.delete('x'), ['ay', 'bx', 'by']],
    ['delete without a tenant', undefined, ({ handle }) => handle.delete('x'), ['ay', 'by']],
    ['delete of what only the other tenant has', 'c', ({ handle }) => expect(handle.delete('x')).to.equal(false), ['ax', 'ay', 'bx', 'by']],
    ['@Invalidates with a key in a tenant', 'b', ({ plans }) => plans.change('x'), ['ax', 'ay', 'by']],
    ['@Invalidates with a key without a tenant', undefined, ({ plans }) => plans.change('x'), ['ay', 'by']],
    ['@Invalidates of all', 'a', ({ plans }) => plans.changeAll(), []],
    ['clear on an instance', 'a', ({ handle }) => handle.clear(), []],
    ['clear on the class', undefined, ({ Plans }) => cacheOf(Plans, 'plan').clear(), []],
    ['registry.clear', 'a', () => registry.clear(), []],
  ];
  for (const [name, tenant, drop, expected] of drops) {
    it(`${name} leaves ${expected.join(' ') || 'nothing'}`, async () => {
      const all = rig();
      await all.fill();
      await within(tenant, () => drop(all));
      expect(await all.left()).to.deep.equal(expected);
      expect(all.handle.size).to.equal(expected.length);
    });
  }

  it('a drop fences the loads of its tenant only, and later calls do not join them', async () => {
    const gates = new Map(['a', 'b'].map((tenant) => [tenant, deferred()]));
    const load = cached(
      async (_id: string) => {
        const tenant = currentInvocation()?.tenantId ?? 'nobody';
        await gates.get(tenant)?.promise;
        return tenant;
      },
      { scope: 'tenant' },
    );
    const [ofA, ofB] = ['a', 'b'].map((tenant) => within(tenant, () => load('x')));
    const laterOfA = within('a', () => {
      cacheOf(load).delete('x');
      return load('x');
    });
    const laterOfB = within('b', () => load('x'));
    for (const gate of gates.values()) gate.resolve();
    expect(await Promise.all([ofA, ofB, laterOfA, laterOfB])).to.deep.equal(['a', 'b', 'a', 'b']);
    expect(cacheOf(load).stats()).to.include({ loads: 3, misses: 3, joins: 1, size: 2 });
  });

  it('drops keys of every form by their own form', async () => {
    for (const key of ['x', ['x'], ['x', 'y'], [], [['x']], new Date(0), Number.NaN, [1, Number.NaN], undefined]) {
      const load = cached((_id: unknown) => 1, { key: (id) => id as string, scope: 'tenant' });
      const others = ['x,y', '["x"]', 'X', [['x', 'y']], 0];
      for (const tenant of ['a', 'b']) for (const each of [key, ...others]) await within(tenant, () => load(each));
      expect(await within('a', () => cacheOf(load).delete(key))).to.equal(true);
      expect(await within('a', () => [cacheOf(load).has(key), cacheOf(load).size])).to.deep.equal([false, 11]);
      expect([cacheOf(load).delete(key), cacheOf(load).size], "outside, every tenant's").to.deep.equal([true, 10]);
    }
  });
});
