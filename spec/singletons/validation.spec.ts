import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { begin, endAll, once } from './open-invocation.js';

describe('validate', () => {
  const reports = collectReports();
  const clock = useFakeClock();
  let builds: number;
  let asked: unknown[];
  beforeEach(() => {
    [builds, asked] = [0, []];
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  const freeze = (): void => clock.advance(3_600_000);
  const client = (answer: (asking: number) => unknown) =>
    containerSingleton(() => ({ id: ++builds }), {
      validate: (instance) => answer(asked.push(instance.id)) as boolean,
      name: 'validated',
    });

  it('is asked once after a thaw, with the instance, and never otherwise', async () => {
    const read = client(() => true);
    await once(read);
    await once(read);
    expect(asked).to.deep.equal([]);
    freeze();
    await once(read);
    await once(read);
    freeze();
    await once(() => undefined);
    expect([asked, builds]).to.deep.equal([[1, 1], 1]);
  });

  it('is asked of what is built only, and gets the settled instance', async () => {
    const later = containerSingleton(async () => 'settled', { validate: (instance) => asked.push(instance) > 0 });
    await once(() => undefined);
    freeze();
    await once(later);
    freeze();
    await once(later);
    expect(asked).to.deep.equal(['settled']);
  });

  const no = {
    'says false': () => false,
    'resolves to false': async () => false,
    throws: () => {
      throw new Error('gone');
    },
    rejects: () => Promise.reject(new Error('gone')),
    'returns nothing': () => undefined,
  };
  for (const [how, answer] of Object.entries(no)) {
    it(`replaces the instance before the invocation begins, when it ${how}`, async () => {
      const read = client(answer);
      await once(read);
      freeze();
      expect(await once(read)).to.deep.equal({ id: 2 });
      expect([asked, await reports.codes()]).to.deep.equal([[1], []]);
    });
  }

  it('holds up every invocation that begins meanwhile, and each of them gets the new instance', async () => {
    const gate = deferred<boolean>();
    const read = client(() => gate.promise);
    await once(read);
    freeze();
    const calls = [once(read), once(read), once(read)];
    expect(await stateOf(Promise.race(calls))).to.equal('pending');
    gate.resolve(false);
    expect(await Promise.all(calls)).to.deep.equal([{ id: 2 }, { id: 2 }, { id: 2 }]);
    expect(asked).to.deep.equal([1]);
  });

  it('that hangs is given up after a second: replaced, with a warning, its late failure nobody else’s', async () => {
    const gate = deferred<boolean>();
    const read = client((asking) => (asking === 1 ? gate.promise : true));
    await once(read);
    freeze();
    const call = once(read);
    await nextTurn();
    clock.advance(999);
    expect(await stateOf(call)).to.equal('pending');
    clock.advance(1);
    expect(await call).to.deep.equal({ id: 2 });
    gate.reject(new Error('too late'));
    await nextTurn();
    freeze();
    expect(await once(read)).to.deep.equal({ id: 2 });
    const [warning] = await reports.warnings();
    expect(warning).to.have.property('code', 'WARN_WARMSCOPE_OPTION');
    expect(warning?.message).to.contain('validate').and.to.contain('validated').and.to.contain('1000 ms');
  });

  it('leaves no timer behind once it has answered', async () => {
    const read = client(async () => true);
    await once(read);
    freeze();
    await once(read);
    expect(clock.timers).to.equal(0);
  });

  it('rebuilds what was built with one that is refused, and nothing else', async () => {
    @ContainerSingleton({ validate: () => asked.length > 0 })
    class Db {
      readonly id = ++builds;
    }
    @ContainerSingleton({ inject: [Db] })
    class Orders {
      constructor(readonly db: Db) {}
    }
    const other = containerSingleton(() => ({}), { validate: () => true });
    const [before, kept] = await once(() => [registry.resolve(Orders), other()] as const);
    freeze();
    const [after, same] = await once(() => [registry.resolve(Orders), other()] as const);
    expect([before.db.id, after.db.id, kept === same]).to.deep.equal([1, 2, true]);
  });

  it('is not asked while other invocations run: nothing was frozen between them', async () => {
    const read = client(() => true);
    const long = await begin();
    await long.run(read);
    freeze();
    await once(read);
    expect(asked).to.deep.equal([]);
  });

  it('may read other singletons, itself included', async () => {
    const helper = containerSingleton(() => 'helper');
    const read: () => { id: number } = client(() => helper() === 'helper' && read().id === 1);
    await once(read);
    freeze();
    expect(await once(read)).to.deep.equal({ id: 1 });
  });
});
