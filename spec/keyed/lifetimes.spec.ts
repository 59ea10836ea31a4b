import { expect } from 'chai';
import { ContainerSingleton, currentInvocation, invocationForLogs, registry, runInvocation } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { begin } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';
import { type Client, useClients } from './clients.js';

describe('the lives of keyed singletons', () => {
  const reports = collectReports();
  const clock = useFakeClock();
  keepInvariants();
  const clients = useClients();
  afterEach(() => expect(containerRegistry.gate.slow, 'reads take the short way again').to.equal(0));
  const make = (tenant: string): Client => clients.make(tenant);

  it('maxAge counts for each key, from its build; a running invocation goes on with what it began with', async () => {
    const pool = keyedSingleton(make, { max: 5, maxAge: '1h' });
    const old = pool('a');
    clock.advance(1_800_000);
    const young = pool('b');
    const running = await begin();
    expect(await running.run(() => pool('a'))).to.equal(old);
    clock.advance(1_800_000);
    expect(await running.run(() => pool('a'))).to.equal(old);
    await runInvocation({}, () => expect([pool('a').id, pool('b')]).to.deep.equal(['a2', young]));
    expect([await running.run(() => pool('a')), clients.closed]).to.deep.equal([old, []]);
    await running.end();
    expect(clients.closed).to.deep.equal(['a1']);
  });

  it('one that nobody has read is disposed as the next invocation begins, though others are running', async () => {
    const pool = keyedSingleton(make, { max: 5, maxAge: '1h' });
    pool('a');
    const running = await begin();
    clock.advance(3_600_000);
    await begin();
    expect(clients.closed).to.deep.equal(['a1']);
    expect(await running.run(() => pool('a').id)).to.equal('a2');
  });

  it('maxIdle counts for each key, from its last use', async () => {
    const pool = keyedSingleton(make, { max: 5, maxIdle: '10m' });
    await runInvocation({}, () => [pool('a'), pool('b')]);
    clock.advance(300_000);
    await runInvocation({}, () => pool('a'));
    clock.advance(300_000);
    await runInvocation({}, () => undefined);
    expect(clients.closed).to.deep.equal(['b1']);
    expect(pool('a').id).to.equal('a1');
  });

  it('outside of any invocation the read that finds it expired replaces it', () => {
    const pool = keyedSingleton(make, { max: 5, maxAge: '1h' });
    pool('a');
    clock.advance(3_600_000);
    expect([pool('a').id, clients.closed]).to.deep.equal(['a2', ['a1']]);
  });

  it('what had to make room and has expired is not brought back for a later invocation', async () => {
    const pool = keyedSingleton(make, { max: 1, maxAge: '1h' });
    const running = await begin();
    const held = await running.run(() => pool('a'));
    await running.run(() => pool('b'));
    clock.advance(3_600_000);
    const next = await begin();
    expect([await running.run(() => pool('a')), await next.run(() => pool('a').id)]).to.deep.equal([held, 'a2']);
    await running.end();
    expect(clients.closed).to.have.members(['a1', 'b1']);
  });

  it('validate is asked of each client after a thaw', async () => {
    const dead = new Set<string>();
    const pool = keyedSingleton(make, { max: 5, validate: ({ id }) => !dead.has(id) });
    await runInvocation({}, () => ['a', 'b', 'c'].map((tenant) => pool(tenant)));
    dead.add('b1');
    clock.advance(3_600_000);
    await runInvocation({}, () => expect(['a', 'b', 'c'].map((tenant) => pool(tenant).id)).to.deep.equal(['a1', 'b2', 'c1']));
    expect(clients.closed).to.deep.equal(['b1']);
  });

  it('a thaw gives up builds from before the freeze', async () => {
    const [hung, other] = [deferred(), deferred()];
    const gates = [hung, other];
    const connect = keyedSingleton(
      async (tenant: string) => {
        await gates.shift()?.promise;
        return clients.make(tenant);
      },
      { max: 2 },
    );
    const first = runInvocation({ deadline: clock.time + 1_000 }, () => connect('a'));
    await nextTurn();
    clock.advance(3_600_000);
    const second = runInvocation({}, () => connect('a'));
    await nextTurn();
    other.resolve();
    expect((await second).id).to.equal('a1');
    hung.resolve();
    expect(await first).to.equal(await second);
    expect(clients.closed).to.deep.equal(['a2']);
  });

  it('a client whose factory reads the invocation is that one’s alone: given, not kept, and disposed at its end', async () => {
    const pool = keyedSingleton((tenant: string) => clients.make(`${tenant} for ${currentInvocation()?.tenantId} `), {
      max: 2,
      name: 'leak',
    });
    const [one, other] = [await begin({ tenantId: 't1' }), await begin({ tenantId: 't2' })];
    const own = await one.run(() => pool('a'));
    expect([own.id, await one.run(() => pool('a')), await other.run(() => pool('a').id)]).to.deep.equal(['a for t1 1', own, 'a for t2 1']);
    expect(registry.stats().singletons.find(({ name }) => name === 'leak')).to.include({ size: 0, evictions: 0, builds: 2 });
    await one.end();
    expect(clients.closed).to.deep.equal(['a for t1 1']);
    await other.end();
    expect(clients.closed).to.deep.equal(['a for t1 1', 'a for t2 1']);
    const [warning, ...more] = await reports.warnings();
    expect([warning?.code, more]).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK', []]);
    expect(warning?.message).to.match(/^The factory of leak read the running invocation, but a keyed singleton serves every invocation/);
  });

  it('callers of other invocations who had joined such a build have their own', async () => {
    const connect = keyedSingleton(
      async (tenant: string) => {
        await nextTurn();
        return clients.make(`${tenant} for ${currentInvocation()?.tenantId} `);
      },
      { max: 2 },
    );
    const [one, other] = [await begin({ tenantId: 't1' }), await begin({ tenantId: 't2' })];
    const [own, theirs] = await Promise.all([one.run(() => connect('a')), other.run(() => connect('a'))]);
    expect([own.id, theirs.id]).to.deep.equal(['a for t1 1', 'a for t2 1']);
    await one.end();
    expect(clients.closed).to.deep.equal(['a for t1 1']);
  });

  it('what was built with such a client is not kept either', async () => {
    const pool = keyedSingleton((tenant: string) => clients.make(`${tenant} for ${currentInvocation()?.tenantId} `), { max: 2 });
    class Repositories {
      @KeyedSingleton({ max: 2 })
      orders(tenant: string): Client {
        return clients.make(`orders of ${pool(tenant).id}`);
      }
    }
    @ContainerSingleton
    class Service {
      readonly orders = new Repositories().orders('a');
    }
    await runInvocation({ tenantId: 't1' }, () => {
      expect(registry.resolve(Service)).to.equal(registry.resolve(Service));
      expect(registry.resolve(Service).orders.id).to.match(/of a for t1/);
    });
    expect(clients.open()).to.deep.equal([]);
    await runInvocation({ tenantId: 't2' }, () => expect(registry.resolve(Service).orders.id).to.match(/of a for t2/));
  });

  it('the time limits, and the invocation for logs, may be read', async () => {
    const pool = keyedSingleton(
      (tenant: string) => {
        const limit = currentInvocation()?.remainingMs();
        return clients.make(`${tenant}${limit === undefined}${invocationForLogs()?.id === undefined}`);
      },
      { max: 2 },
    );
    const first = await runInvocation({}, () => pool('a'));
    expect(await runInvocation({}, () => pool('a'))).to.equal(first);
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('a key may be made of the invocation', async () => {
    const pool = keyedSingleton((_region: string) => clients.make('pool'), {
      key: (region: string) => [region, currentInvocation()?.tenantId],
      max: 2,
    });
    const [one, other, again] = [
      await runInvocation({ tenantId: 't1' }, () => pool('eu')),
      await runInvocation({ tenantId: 't2' }, () => pool('eu')),
      await runInvocation({ tenantId: 't1' }, () => pool('eu')),
    ];
    expect([one === again, one === other]).to.deep.equal([true, false]);
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('what was built with the promise of a client that fails is not kept, and makes nobody go', async () => {
    const gate = deferred();
    const connect = keyedSingleton(
      async (tenant: string): Promise<Client> => {
        await gate.promise;
        return clients.make(tenant);
      },
      { max: 5 },
    );
    const repository = keyedSingleton((tenant: string) => ({ tenant, connection: tenant === 'a' ? connect(tenant) : undefined }), {
      max: 1,
      name: 'repositories',
    });
    const kept = repository('b');
    const failing = repository('a');
    expect(repository('a')).to.equal(failing);
    gate.reject(new Error('refused'));
    expect((await errorOf(() => failing.connection)).message).to.equal('refused');
    await nextTurn();
    expect(repository('b')).to.equal(kept);
    expect(registry.stats().singletons.find(({ name }) => name === 'repositories')).to.include({ size: 1, evictions: 0 });
    expect(repository('a')).not.to.equal(failing);
  });

  it('registry.dispose() disposes all of them, dependents first; the next use builds anew', async () => {
    const pool = keyedSingleton(make, { max: 5 });
    const repository = keyedSingleton((tenant: string) => Object.assign(clients.make(`r${tenant}`), { pool: pool(tenant) }), { max: 5 });
    ['a', 'b'].map(repository);
    pool('c');
    await registry.dispose();
    expect(clients.closed).to.deep.equal(['c1', 'rb1', 'b1', 'ra1', 'a1']);
    expect([pool('a').id, repository('a').pool.id]).to.deep.equal(['a2', 'a2']);
  });

  it('disposals that fail are one warning of the member, and skip none', async () => {
    const disposed: string[] = [];
    const pool = keyedSingleton((tenant: string) => ({ tenant }), {
      max: 5,
      name: 'stubborn',
      dispose: ({ tenant }) => {
        disposed.push(tenant);
        throw new Error('no');
      },
    });
    ['a', 'b'].map(pool);
    await registry.dispose();
    expect(disposed).to.deep.equal(['b', 'a']);
    expect((await reports.warnings()).map(({ message }) => message)).to.deep.equal(['The disposal of stubborn failed: Error, see `cause`']);
  });

  it('a disposal may call the member', async () => {
    const seen: string[] = [];
    const pool: (tenant: string) => { tenant: string } = keyedSingleton((tenant: string) => ({ tenant }), {
      max: 1,
      dispose: ({ tenant }) => {
        if (seen.push(tenant) < 4) pool(`${tenant}+`);
      },
    });
    pool('a');
    pool('b');
    expect(seen.slice(0, 3)).to.deep.equal(['a', 'b', 'a+']);
    await registry.dispose();
    await registry.dispose();
  });
});
