import { expect } from 'chai';
import { Cached, cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

describe('scope invocation', () => {
  const reports = collectReports();
  const clock = useFakeClock();

  /** A method that counts its loads, sync and async. */
  function rig() {
    const seen = { loads: 0 };
    class Users {
      @Cached({ scope: 'invocation' }) user(id: string): string {
        return `${id} in ${currentInvocation()?.id}, ${++seen.loads}`;
      }
      @Cached({ scope: 'invocation' }) async profile(id: string): Promise<string> {
        await nextTurn();
        return `${id} in ${currentInvocation()?.id}, ${++seen.loads}`;
      }
    }
    return { users: new Users(), Users, seen };
  }

  it('keeps values within one invocation; a loader may read all of it', async () => {
    const { users, seen } = rig();
    for (const id of ['r1', 'r2']) {
      const given = await runInvocation({ id }, async () => [
        users.user('u'), users.user('v'), users.user('u'), await users.profile('u'), await users.profile('u'),
      ]); // biome-ignore format: a list
      expect(given[0]).to.equal(given[2]).and.to.contain(id);
      expect(given[3]).to.equal(given[4]).and.to.contain(id);
    }
    expect(seen.loads).to.equal(6);
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('keeps concurrent invocations of one tenant apart, loading once in each', async () => {
    const { users, seen } = rig();
    const run = (id: string) => runInvocation({ id, tenantId: 't' }, () => Promise.all([users.profile('u'), users.profile('u')]));
    const [one, two] = await Promise.all([run('r1'), run('r2')]);
    expect([one[0] === one[1], two[0] === two[1], one[0] === two[0], seen.loads]).to.deep.equal([true, true, false, 2]);
    expect(one[0]).to.contain('in r1');
    expect(two[0]).to.contain('in r2');
  });

  it('takes a nested invocation for another one, and goes on with the outer one after it', async () => {
    const { users, seen } = rig();
    const given = await runInvocation({ id: 'outer' }, async () => {
      const before = users.user('u');
      const inner = await runInvocation({ id: 'inner' }, () => users.user('u'));
      return [before, inner, users.user('u')];
    });
    expect(given).to.deep.equal(['u in outer, 1', 'u in inner, 2', 'u in outer, 1']);
    expect(seen.loads).to.equal(2);
  });

  it('goes past the cache outside, and says so once', async () => {
    const { users, Users, seen } = rig();
    users.user('u');
    users.user('u');
    expect([seen.loads, cacheOf(Users, 'user').stats().bypasses]).to.deep.equal([2, 2]);
    const [warning, ...more] = await reports.warnings();
    expect([warning?.code, more.length]).to.deep.equal(['WARN_WARMSCOPE_SCOPE', 0]);
    expect(warning?.message).to.match(/Users\.user has the scope 'invocation' .*createHandler, runInvocation or your framework's scope/);
  });

  it('needs no tenant', async () => {
    const { users } = rig();
    expect(await runInvocation({ id: 'r' }, () => [users.user('u'), users.user('u')])).to.deep.equal(['u in r, 1', 'u in r, 1']);
  });

  it('lets go of the entries when the invocation ends, and stores nothing that comes later', async () => {
    const { users, Users } = rig();
    const gate = deferred();
    const late = cached(() => gate.promise.then(() => 'late'), { scope: 'invocation' });
    let pending: Promise<string> | undefined;
    await runInvocation({}, async () => {
      users.user('u');
      await users.profile('u');
      pending = late();
      expect([cacheOf(Users, 'user').size, cacheOf(users, 'profile').size]).to.deep.equal([1, 1]);
    });
    expect([cacheOf(Users, 'user').size, cacheOf(users, 'profile').size, cacheOf(late).size]).to.deep.equal([0, 0, 0]);
    gate.resolve();
    expect(await pending, 'its caller gets it').to.equal('late');
    expect(cacheOf(late).stats()).to.include({ size: 0, loads: 1, misses: 1 });
  });

  it('leaves nothing behind, however many invocations there were', async () => {
    const { users, Users } = rig();
    for (let round = 0; round < 200; round++) await runInvocation({}, () => users.user('u'));
    const { cache } = containerRegistry.caches.members().find(({ label }) => label === 'Users.user') ?? expect.fail('not listed');
    expect([cacheOf(Users, 'user').stats().size, [...cache.entries.owners].length]).to.deep.equal([0, 0]);
  });

  it('is gone at once for what goes on after the end', async () => {
    const { users, seen } = rig();
    const gate = deferred();
    let after: Promise<string> | undefined;
    await runInvocation({ id: 'r' }, () => {
      users.user('u');
      after = gate.promise.then(() => users.user('u'));
    });
    gate.resolve();
    expect(await after).to.equal('u in undefined, 2');
    expect(seen.loads).to.equal(2);
  });

  it('keeps nothing past the deadline, as the end may never come', async () => {
    const { users, Users } = rig();
    await runInvocation({ id: 'r', deadline: clock.time + 100 }, async () => {
      expect([users.user('u'), users.user('u')]).to.deep.equal(['u in r, 1', 'u in r, 1']);
      clock.advance(100);
      expect([users.user('u'), users.user('u')]).to.deep.equal(['u in r, 2', 'u in r, 3']);
      expect(cacheOf(Users, 'user').stats()).to.include({ size: 0, hits: 1, misses: 1, bypasses: 2 });
    });
    expect(await reports.codes(), 'the scope was known').to.deep.equal([]);
  });

  it('gives each operation of cacheOf what it concerns', async () => {
    const { users, Users, seen } = rig();
    const handle = cacheOf(users, 'user');
    await within('t', async () => {
      const first = users.user('u');
      expect([handle.peek('u'), handle.has('u'), handle.has('v'), handle.size]).to.deep.equal([first, true, false, 1]);
      await within('t', () => {
        expect([handle.peek('u'), handle.has('u'), handle.size], 'size counts every invocation').to.deep.equal([undefined, false, 1]);
        handle.set(['u'], 'set');
        expect([users.user('u'), handle.size, cacheOf(Users, 'user').size]).to.deep.equal(['set', 2, 2]);
      });
      expect([handle.peek('u'), handle.size]).to.deep.equal([first, 1]);
      expect([handle.refresh('u'), users.user('u'), seen.loads]).to.deep.equal([handle.peek('u'), handle.peek('u'), 2]);
      expect([handle.delete('u'), handle.delete('u'), handle.size]).to.deep.equal([true, false, 0]);
      users.user('u');
      handle.clear();
      expect(handle.has('u')).to.equal(false);
    });
    expect([handle.peek('u'), handle.has('u'), handle.delete('u'), handle.size]).to.deep.equal([undefined, false, false, 0]);
    expect(await reports.codes(), 'looking is no call').to.deep.equal([]);
    handle.set(['u'], 'nobody');
    expect([handle.size, await reports.codes()]).to.deep.equal([0, ['WARN_WARMSCOPE_SCOPE']]);
  });

  it('is dropped in every invocation by delete and clear from outside', async () => {
    const { users, Users } = rig();
    for (const drop of [
      () => cacheOf(users, 'user').delete('u'),
      () => cacheOf(Users, 'user').clear(),
      () => cacheOf(users, 'user').clear(),
    ]) {
      const gate = deferred();
      const run = (id: string) =>
        runInvocation({ id }, async () => {
          const before = users.user('u');
          await gate.promise;
          return before === users.user('u');
        });
      const runs = [run('r1'), run('r2')];
      drop();
      gate.resolve();
      expect(await Promise.all(runs)).to.deep.equal([false, false]);
    }
  });
});
