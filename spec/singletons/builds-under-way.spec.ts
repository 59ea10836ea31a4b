import { expect } from 'chai';
import { Wait } from '../../src/context/wait.js';
import { runAs } from '../../src/context/wait-graph.js';
import { Singleton } from '../../src/singletons/singleton.js';
import { Version } from '../../src/singletons/version.js';
import { invalidate } from '../../src/singletons/withdrawals.js';
import { newContainer } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';

describe('builds under way', () => {
  const container = newContainer();
  const { waits, succession, gate } = container;
  afterEach(() => expect(gate.slow).to.equal(0));

  const versionOf = (label: string): Version => new Version(new Singleton(label, () => undefined, {}, container));

  async function building<T>(label: string, work: (version: Version) => T): Promise<Awaited<T>> {
    const version = versionOf(label);
    succession.begin(version);
    try {
      return await runAs(waits, version, () => work(version));
    } finally {
      succession.end(version);
    }
  }

  it('knows of no build outside of one', async () => {
    expect(succession.readers()).to.deep.equal([]);
    await building('one', () => undefined);
    expect(succession.readers()).to.deep.equal([]);
  });

  it('knows the innermost build, before and after an await, and makes reads take the long way meanwhile', async () => {
    await building('outer', async (outer) => {
      expect([succession.readers(), gate.slow]).to.deep.equal([[outer], 1]);
      await nextTurn();
      await building('inner', (inner) => expect(succession.readers()).to.deep.equal([inner]));
      expect(succession.readers()).to.deep.equal([outer]);
    });
  });

  it('looks through loads, to all builds that wait for one', async () => {
    const load = new Wait('load');
    await building('one', async (one) => {
      await runAs(waits, load, () =>
        building('other', async (other) => {
          expect(succession.readers()).to.deep.equal([other]);
        }),
      );
      await runAs(waits, load, async () => expect(succession.readers()).to.deep.equal([one]));
    });
    waits.settle(load);
  });

  it('counts what a build left running as nobody’s', async () => {
    let left: Promise<unknown> | undefined;
    await building('one', () => {
      left = nextTurn().then(() => succession.readers());
    });
    expect(await left).to.deep.equal([]);
  });

  it('give the short way back when they are given up, and are counted once', () => {
    const hung = new Singleton('hung', () => undefined, {}, container);
    const version = new Version(hung);
    hung.building = version;
    succession.begin(version);
    invalidate(succession, [hung]);
    expect(gate.slow).to.equal(0);
    invalidate(succession, [hung]);
    succession.end(version);
    expect([gate.slow, version.isSettled]).to.deep.equal([0, true]);
  });
});
