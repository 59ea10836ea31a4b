import { expect } from 'chai';
import { WaitGraph } from '../../src/cache/wait-graph.js';
import { BuildContext } from '../../src/singletons/build-context.js';
import { ClientState } from '../../src/singletons/client-state.js';
import { type Factory, Singleton } from '../../src/singletons/singleton.js';
import { Succession } from '../../src/singletons/succession.js';
import { FakeClock } from '../support/clock.js';
import { deferred, errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { LoneHost } from './lone-host.js';

describe('ClientState', () => {
  collectReports();
  keepInvariants();
  const clock = new FakeClock();
  let turns = 0;
  let built: object[] = [];
  let records: Singleton[] = [];
  const waits = new WaitGraph();
  const builds = new BuildContext(waits);
  const succession = new Succession(new LoneHost(clock, builds.gate));
  const host = { clock, waits, builds, succession, noteBuilt: (record: object): number => built.push(record) && ++turns };
  beforeEach(() => {
    turns = 0;
    built = [];
    records = [];
  });
  afterEach(() => {
    // Each state answers to one record, and each record has its own.
    expect(records.map(({ state }) => state.owner)).to.deep.equal(records);
    for (const { state } of records) expect(state.building, 'nothing is left being built').to.equal(undefined);
  });
  const record = (factory: Factory): Singleton => {
    const singleton = new Singleton('client', factory, {}, host);
    records.push(singleton);
    return singleton;
  };

  it('begins with nothing built, read or counted, and counters of its own', () => {
    const owner = { kept: undefined };
    const state = new ClientState(owner);
    expect({ ...state, owner: undefined }).to.deep.equal({
      owner: undefined,
      counters: { builds: 0, buildMs: 0, disposals: 0 },
      building: undefined,
      pinned: [],
    });
    expect(state.owner).to.equal(owner);
    expect(new ClientState(owner).counters).to.not.equal(state.counters);
  });

  it('keeps what readers get and the settled instance: the same for a sync factory, a promise and its value for an async one', async () => {
    const instance = {};
    const sync = record(() => instance);
    const late = record(async () => instance);
    expect(sync.read(undefined)).to.equal(instance);
    expect(sync.kept).to.include({ value: instance, instance });
    const promise = late.read(undefined);
    expect(late.kept).to.equal(undefined);
    await promise;
    expect(late.kept?.value).to.equal(promise);
    expect(late.kept?.instance).to.equal(instance);
    expect([sync.kept?.turn, late.kept?.turn, built]).to.deep.equal([1, 2, [sync, late]]);
  });

  it('has a build only while there is one, with its promise once the factory has returned', async () => {
    const gate = deferred();
    let during: unknown;
    const singleton: Singleton = record(() => {
      const { pending, hasReader } = singleton.state.building ?? {};
      during = { pending, hasReader };
      return gate.promise;
    });
    const promise = singleton.read(undefined);
    expect(during).to.deep.equal({ pending: undefined, hasReader: true });
    expect(singleton.state.building?.pending).to.equal(promise);
    expect(singleton.state.building?.wait.isSettled).to.equal(false);
    const wait = singleton.state.building?.wait;
    gate.resolve();
    await promise;
    expect([singleton.state.building, wait?.isSettled]).to.deep.equal([undefined, true]);
  });

  it('keeps nothing of a build that fails, sync or async, and counts none', async () => {
    const failure = new Error('down');
    const fail = (): never => {
      throw failure;
    };
    for (const singleton of [record(fail), record(async () => fail())]) {
      expect(await errorOf(() => singleton.read(undefined))).to.equal(failure);
      expect(singleton.kept).to.equal(undefined);
      expect(singleton.state).to.deep.include({ building: undefined, counters: { builds: 0, buildMs: 0, disposals: 0 } });
    }
    expect(built).to.deep.equal([]);
  });

  it('notes when it was built and last read, without a look at the clock for each read', () => {
    const singleton = record(() => {
      clock.advance(5);
      return {};
    });
    singleton.read(undefined);
    const { state, kept } = singleton;
    if (kept === undefined) throw new Error('not kept');
    expect([kept.builtAt, kept.usedAt, kept.wasRead, state.counters.buildMs]).to.deep.equal([clock.time, clock.time, false, 5]);
    clock.advance(100);
    const { reads } = clock;
    singleton.read(undefined);
    expect([clock.reads, kept.wasRead]).to.deep.equal([reads, true]);
    expect(singleton.ages()).to.deep.equal({ ageMs: 100, idleMs: 0 });
    clock.advance(50);
    expect([kept.wasRead, singleton.ages()]).to.deep.equal([false, { ageMs: 150, idleMs: 50 }]);
  });

  it('goes from one record to the next with all there is, the former starting afresh', async () => {
    const gate = deferred<object>();
    const [former, current] = [record(() => gate.promise), record(() => expect.fail('not built twice'))];
    const promise = former.read(undefined);
    const { state } = former;
    current.takeOver(former);
    expect([current.state === state, former.state === state, current.state.building?.pending === promise]).to.deep.equal([
      true,
      false,
      true,
    ]);
    gate.resolve({});
    await promise;
    expect([current.read(undefined) === promise, current.isBuilt, former.isBuilt]).to.deep.equal([true, true, false]);
    expect(built, 'the new record answers for it').to.deep.equal([current]);
    expect(state.counters.builds).to.equal(1);
  });
});
