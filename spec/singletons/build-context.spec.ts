import { expect } from 'chai';
import { Wait } from '../../src/context/wait.js';
import { WaitGraph } from '../../src/context/wait-graph.js';
import { BuildContext } from '../../src/singletons/build-context.js';
import type { Singleton } from '../../src/singletons/singleton.js';
import { Version } from '../../src/singletons/version.js';
import { nextTurn } from '../support/deferred.js';

describe('BuildContext', () => {
  const waits = new WaitGraph();
  const builds = new BuildContext(waits);
  afterEach(() => expect(builds.gate.slow).to.equal(0));

  const versionOf = (label: string): Version =>
    new Version({} as Singleton, {} as Version['client'], {
      wait: new Wait(label),
      begunAt: 0,
      origin: 0,
      born: 0,
      hasReader: true,
      attempt: 1,
    });

  async function building<T>(label: string, work: (version: Version) => T): Promise<Awaited<T>> {
    const version = versionOf(label);
    builds.begin(version);
    try {
      return await waits.run(version.wait, () => work(version));
    } finally {
      builds.end(version);
    }
  }

  it('knows of no build outside of one', async () => {
    expect(builds.nearest()).to.deep.equal([]);
    await building('one', () => undefined);
    expect(builds.nearest()).to.deep.equal([]);
  });

  it('knows the innermost build, before and after an await, and makes reads take the long way meanwhile', async () => {
    await building('outer', async (outer) => {
      expect([builds.nearest(), builds.gate.slow]).to.deep.equal([[outer], 1]);
      await nextTurn();
      await building('inner', (inner) => expect(builds.nearest()).to.deep.equal([inner]));
      expect(builds.nearest()).to.deep.equal([outer]);
    });
  });

  it('looks through loads, to all builds that wait for one', async () => {
    const load = new Wait('load');
    await building('one', async (one) => {
      await waits.run(load, () =>
        building('other', async (other) => {
          expect(builds.nearest()).to.deep.equal([other]);
        }),
      );
      await waits.run(load, async () => expect(builds.nearest()).to.deep.equal([one]));
    });
    waits.settle(load);
  });

  it('counts what a build left running as nobody’s', async () => {
    let left: Promise<unknown> | undefined;
    await building('one', () => {
      left = nextTurn().then(() => builds.nearest());
    });
    expect(await left).to.deep.equal([]);
  });

  it('gives the short way back when a build is given up, and counts it once', () => {
    const version = versionOf('hung');
    builds.begin(version);
    builds.giveUp(version);
    expect(builds.gate.slow).to.equal(0);
    builds.end(version);
    expect([builds.gate.slow, version.wait.isSettled]).to.deep.equal([0, true]);
  });
});
