import { expect } from 'chai';
import { Wait, WaitGraph } from '../../src/cache/wait-graph.js';
import { BuildContext } from '../../src/singletons/build-context.js';
import { Generation } from '../../src/singletons/generation.js';
import { nextTurn } from '../support/deferred.js';

describe('BuildContext', () => {
  const waits = new WaitGraph();
  const builds = new BuildContext(waits);
  afterEach(() => expect(builds.gate.slow).to.equal(0));

  async function building<T>(label: string, work: (generation: Generation) => T): Promise<Awaited<T>> {
    const generation = new Generation(new Wait(label), 0, true);
    builds.begin(generation);
    try {
      return await waits.run(generation.wait, () => work(generation));
    } finally {
      builds.end(generation);
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
});
