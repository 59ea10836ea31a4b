import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, createHandler, currentInvocation, registry } from '../../src/index.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { NOON, useTestContainer } from './container-rig.js';

describe('testing: time', () => {
  const rig = useTestContainer();
  const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch(({ code }) => code);

  it('stands still until it is advanced', async () => {
    const { startedAt, ageMs } = rig.kit.stats().container;
    expect([startedAt, ageMs]).to.deep.equal([NOON, 0]);
    await nextTurn();
    expect(rig.kit.stats().container.ageMs).to.equal(0);
    await rig.kit.advance('1s');
    expect(rig.kit.stats().container.ageMs).to.equal(1_000);
  });

  it('lets entries expire to the millisecond', async () => {
    let loads = 0;
    const load = cached(() => ++loads, { ttl: '5m' });
    load();
    await rig.kit.advance(5 * 60_000 - 1);
    expect(load()).to.equal(1);
    await rig.kit.advance(1);
    expect(load()).to.equal(2);
  });

  it('lets calls under way come as far as they can before it moves', async () => {
    const hung = cached(() => new Promise(() => undefined), { timeout: '2s' });
    const handler = createHandler(async () => {
      await nextTurn();
      return hung();
    });
    const answer = codeOf(rig.kit.invoke(handler));
    await rig.kit.advance('2s');
    expect(await answer).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
  });

  it("fires a load's timeout, and what waits for it has gone on when advance resolves", async () => {
    const hung = cached(() => new Promise<string>(() => undefined), { timeout: '2s' });
    const steps: unknown[] = [];
    const chain = async (): Promise<void> => {
      const code = await codeOf(hung());
      for (let step = 0; step < 50; step++) await undefined;
      await nextTurn();
      steps.push(code);
    };
    const done = chain();
    await rig.kit.advance(1_999);
    expect(steps).to.deep.equal([]);
    await rig.kit.advance(1);
    expect(steps).to.deep.equal(['ERR_WARMSCOPE_LOAD_TIMEOUT']);
    await done;
  });

  it('fires timers in the order of their times, each with the clocks at its own', async () => {
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, rig.kit.stats().container.ageMs]);
    const hung = (timeout: number) => cached(() => new Promise(() => undefined), { timeout })();
    for (const timeout of [300, 100, 200]) void codeOf(hung(timeout)).then(note(`${timeout}`));
    await rig.kit.advance('1s');
    expect(seen).to.deep.equal([
      ['100', 100],
      ['200', 200],
      ['300', 300],
    ]);
  });

  it('fires what a timer arms within the same advance, at its time', async () => {
    const seen: number[] = [];
    const load = cached(() => new Promise(() => undefined), { timeout: 100 });
    const retry = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        await codeOf(load());
        seen.push(rig.kit.stats().container.ageMs);
      }
    };
    const done = retry(3);
    await rig.kit.advance(250);
    expect(seen).to.deep.equal([100, 200]);
    await rig.kit.advance(50);
    expect(seen).to.deep.equal([100, 200, 300]);
    await done;
  });

  it('has advances take turns, whoever awaits them', async () => {
    const ages: number[] = [];
    const one = rig.kit.advance(10).then(() => ages.push(rig.kit.stats().container.ageMs));
    const two = rig.kit.advance(20).then(() => ages.push(rig.kit.stats().container.ageMs));
    await Promise.all([one, two]);
    expect(ages[1]).to.equal(30);
  });

  it('can be advanced by a loader: it takes as long', async () => {
    const slow = cached(
      async () => {
        await rig.kit.advance('3s');
        return 'came';
      },
      { timeout: '2s', name: 'slow' },
    );
    expect(await codeOf(slow())).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
    await nextTurn();
    expect(await slow()).to.equal('came');
    expect(cacheOf(slow).stats().loadMs).to.equal(3_000);
  });

  it('fires a deadline: the invocation is over, and its background work is given up', async () => {
    const gate = deferred<number>();
    let loads = 0;
    const load = cached(async () => (++loads === 1 ? 1 : gate.promise), { ttl: '1m', staleWhileRevalidate: '1h', name: 'rates' });
    await load();
    await rig.kit.advance('2m');
    const invocation = rig.kit.run(() => load(), { deadline: NOON + 130_000 });
    expect(await stateOf(invocation)).to.equal('pending');
    await rig.kit.advance('10s');
    expect(await invocation).to.equal(1);
    gate.resolve(2);
    await nextTurn();
    expect(cacheOf(load).peekStale()).to.equal(1);
  });

  it('gives up refreshes outside of any invocation after 30 s, with a warning', async () => {
    let loads = 0;
    const load = cached(async () => (++loads === 1 ? 1 : new Promise(() => undefined)), { ttl: '1m', staleWhileRevalidate: '1h' });
    await load();
    await rig.kit.advance('2m');
    await load();
    await rig.kit.advance('30s');
    expect(rig.kit.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
  });

  it('ends the pause after a failed renewal, and the time that an error is kept', async () => {
    let fails = false;
    let loads = 0;
    const load = async (): Promise<number> => {
      loads++;
      if (fails) throw new Error('down');
      return loads;
    };
    const stale = cached(load, { ttl: '1m', staleIfError: '1h' });
    await stale();
    fails = true;
    await rig.kit.advance('2m');
    await Promise.all([stale(), stale()]);
    await stale();
    expect(loads).to.equal(2);
    await rig.kit.advance('1s');
    await stale();
    expect(loads).to.equal(3);
    const failing = cached(load, { errorTtl: '10s' });
    await errorOf(failing);
    await errorOf(failing);
    expect(loads).to.equal(4);
    await rig.kit.advance('10s');
    await errorOf(failing);
    expect(loads).to.equal(5);
  });

  it('fires the time limit of a disposal that hangs, with a warning', async () => {
    const client = containerSingleton(() => ({ close: () => new Promise(() => undefined) }), { maxAge: '1m', name: 'hung' });
    await rig.kit.run(client);
    await rig.kit.advance('2m');
    const invocation = rig.kit.run(() => client());
    await rig.kit.advance('3s');
    await invocation;
    expect(rig.kit.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_DISPOSAL']);
  });

  it('rings in the async context in which a timer was armed', async () => {
    const seen: unknown[] = [];
    const hung = cached(() => new Promise(() => undefined), { timeout: '1s' });
    const invocation = rig.kit.run(() => codeOf(hung()).then(() => seen.push(currentInvocation()?.id)), { id: 'mine' });
    await rig.kit.run(() => rig.kit.advance('1s'), { id: 'other' });
    await invocation;
    expect(seen).to.deep.equal(['mine']);
  });

  it('keeps its time under a clock that is configured meanwhile, which comes into force at the end', async () => {
    registry.configure({ clock: { now: () => 5_000 } });
    try {
      expect(rig.kit.stats().container.startedAt).to.equal(NOON);
      await rig.kit.advance(10);
      expect(rig.kit.stats().container.ageMs).to.equal(10);
      await rig.kit.dispose();
      const load = cached(() => 1, { ttl: 10 });
      load();
      expect(cacheOf(load).expiresAt()).to.equal(5_010);
    } finally {
      registry.configure({ clock: undefined });
    }
  });

  describe('freezes', () => {
    class Rates {
      loads = 0;
      gate = deferred<number>();
      @Cached({ ttl: '5m' })
      async rate(): Promise<number> {
        return ++this.loads;
      }
      @Cached({ timeout: '10s' })
      async hung(): Promise<number> {
        this.loads++;
        return this.gate.promise;
      }
    }

    it('move the wall clock alone: entries expire, no timer fires', async () => {
      const rates = new Rates();
      await rates.rate();
      const waiting = rates.hung();
      rig.kit.freeze('1h');
      expect(rig.kit.stats().container.ageMs).to.equal(3_600_000);
      expect(await stateOf(waiting)).to.equal('pending');
      await rates.rate();
      expect(rates.loads).to.equal(3);
      const code = codeOf(waiting);
      await rig.kit.advance('10s');
      expect(await code).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
    });

    for (const length of ['1h', '2s', 20] as const) {
      it(`of ${length} are seen by the next invocation, and by no other`, async () => {
        await rig.kit.run(() => undefined);
        rig.kit.freeze(length);
        await rig.kit.run(() => undefined);
        await rig.kit.run(() => undefined);
        expect(rig.kit.stats().container.thaws).to.equal(1);
      });
    }

    it('while an invocation is running are seen by the next one', async () => {
      const gate = deferred();
      const running = rig.kit.run(() => gate.promise);
      rig.kit.freeze('2s');
      gate.resolve();
      await running;
      await rig.kit.run(() => undefined);
      expect(rig.kit.stats().container.thaws).to.equal(1);
    });

    it('are not seen where thaws by a stopped clock are switched off, and the gap is within the other bound', async () => {
      registry.configure({ thaw: { gap: '1h', stalledGap: Infinity } });
      try {
        await rig.kit.run(() => undefined);
        rig.kit.freeze('1h');
        await rig.kit.run(() => undefined);
        expect(rig.kit.stats().container.thaws).to.equal(0);
        await rig.kit.reset();
        await rig.kit.run(() => undefined);
        await rig.kit.advance('59m');
        await rig.kit.run(() => undefined);
        expect(rig.kit.stats().container.thaws).to.equal(0);
      } finally {
        registry.configure({ thaw: {} });
      }
    });

    it('give up what was loading: what comes of it later is not stored', async () => {
      const rates = new Rates();
      const waiting = rates.hung();
      rig.kit.freeze('1h');
      await rig.kit.run(() => undefined);
      rates.gate.resolve(1);
      expect(await waiting).to.equal(1);
      expect(cacheOf(rates, 'hung').has()).to.equal(false);
    });

    it('have clients validated', async () => {
      const client = containerSingleton(() => ({}), { validate: () => false });
      const before = await rig.kit.run(client);
      rig.kit.freeze('1m');
      expect(await rig.kit.run(client)).not.to.equal(before);
    });

    it('longer than the gap are thaws as well when time was advanced', async () => {
      await rig.kit.run(() => undefined);
      await rig.kit.advance('30s');
      await rig.kit.run(() => undefined);
      expect(rig.kit.stats().container.thaws).to.equal(0);
      await rig.kit.advance(30_001);
      await rig.kit.run(() => undefined);
      expect(rig.kit.stats().container.thaws).to.equal(1);
    });
  });

  describe('takes 0 for no time', () => {
    it('advance settles what is under way', async () => {
      const seen: string[] = [];
      const work = cached(async () => 'came');
      void work().then((value) => seen.push(value));
      await rig.kit.advance(0);
      expect(seen).to.deep.equal(['came']);
      expect(rig.kit.stats().container.ageMs).to.equal(0);
    });

    it('freeze sets no thaw off', async () => {
      await rig.kit.run(() => undefined);
      rig.kit.freeze('0s');
      await rig.kit.run(() => undefined);
      expect(rig.kit.stats().container.thaws).to.equal(0);
    });
  });

  describe('refuses', () => {
    for (const duration of [-1, Number.NaN, Infinity, '5 minutes', undefined, null, '1000000000d'] as const) {
      it(`${String(duration)} as a duration`, async () => {
        for (const method of ['advance', 'freeze'] as const) {
          const error = await errorOf(() => rig.kit[method](duration as never));
          expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION', name: 'InvalidOptionError' });
          expect(error.message).to.match(new RegExp(`^${method} takes how much time passes: received .+; valid is milliseconds`));
        }
        expect(rig.kit.stats().container.ageMs).to.equal(0);
      });
    }
  });
});
