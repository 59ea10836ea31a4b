import { expect } from 'chai';
import type { CachedOptions } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Answer, type Form, outcomeOf, PolicyRig } from './policy-rig.js';

const error = new Error('down');
const DOWN = 'error: down';

describe('errorTtl', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  const ways: readonly [form: Form, answer: Exclude<Answer, 'wait'>][] = [
    ['async', { error }],
    ['async', { thrown: error }],
    ['plain', { error }],
    ['plain', { thrown: error }],
    ['sync', { error }],
  ];
  const durations: readonly [given: unknown, ms: number, warns: boolean][] = [
    [100, 100, false],
    ['1s', 1_000, false],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false],
    [() => 100, 100, false],
    [() => '1s', 1_000, false],
    [() => Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false],
    [() => 0, 0, false],
    [() => -5, 0, false],
    [() => Number.NaN, 0, true],
    [() => 'soon', 0, true],
    [() => undefined, 0, true],
    [() => Promise.reject(new Error('no answer')), 0, true],
    [
      () => {
        throw new Error('no idea');
      },
      0,
      true,
    ],
  ];
  for (const [form, answer] of ways) {
    const how = 'thrown' in answer ? 'throws at once' : 'fails';
    for (const [errorTtl, ms, warns] of durations) {
      it(`${String(errorTtl).replaceAll(/\s+/g, ' ')} of ${form} functions that ${how}: ${ms} ms`, async () => {
        const rig = new PolicyRig(form, { errorTtl } as CachedOptions);
        await rig.load('known', 'other');
        rig.answer = answer;
        expect(await rig.outcome()).to.equal(DOWN);
        rig.answer = { value: 'new' };
        if (ms > 0) {
          clock.advance(ms === Number.POSITIVE_INFINITY ? 1e12 : ms - 1);
          expect(await rig.outcome()).to.equal(DOWN);
          expect(rig.stats).to.include({ hits: 1, loadErrors: 1, loads: 2 });
          clock.advance(1);
        }
        if (ms !== Number.POSITIVE_INFINITY) expect(await rig.outcome()).to.equal('new');
        expect(await rig.outcome('other'), 'its neighbour').to.equal('known');
        await rig.expectAtRest();
        expect(await reported.codes()).to.deep.equal(warns ? ['WARN_WARMSCOPE_OPTION'] : []);
      });
    }

    it(`gives ${form} functions that ${how === 'fails' ? 'fail' : how} their error as it was`, async () => {
      const rig = new PolicyRig(form, { errorTtl: 100 });
      rig.answer = answer;
      const seen: unknown[] = [];
      for (let calls = 0; calls < 3; calls++) {
        const isThrown = form !== 'async' && (form === 'sync' || 'thrown' in answer);
        try {
          const result = rig.call() as Promise<unknown>;
          expect(isThrown).to.equal(false);
          await result.catch((caught: unknown) => seen.push(caught));
        } catch (caught) {
          expect(isThrown).to.equal(true);
          seen.push(caught);
        }
      }
      expect(seen).to.deep.equal([error, error, error]);
      expect(rig.loads).to.equal(1);
    });
  }

  it('is asked once, with the error and the arguments', async () => {
    const asked: unknown[][] = [];
    const rig = new PolicyRig('async', { errorTtl: (...given: unknown[]) => asked.push(given) });
    const followers = [rig.call('a'), rig.call('a')].map((promise) => outcomeOf(() => promise));
    rig.gates[0]?.reject(error);
    expect(await Promise.all(followers)).to.deep.equal([DOWN, DOWN]);
    expect(asked).to.deep.equal([[error, 'a']]);
  });

  it('keeps values that are no errors, and undefined', async () => {
    const rig = new PolicyRig('sync', { errorTtl: 100 });
    rig.answer = { error: undefined };
    for (let calls = 0; calls < 2; calls++) {
      const caught = await new Promise((resolve) => {
        try {
          resolve(['value', rig.call()]);
        } catch (thrown) {
          resolve(['thrown', thrown]);
        }
      });
      expect(caught).to.deep.equal(['thrown', undefined]);
    }
    expect(rig.loads).to.equal(1);
  });

  it('keeps no error of ours that says how the code is wrong', () => {
    const own: PolicyRig = new PolicyRig('sync', { errorTtl: '1h' });
    own.beforeLoad = () => void own.fn('key');
    for (let calls = 0; calls < 2; calls++)
      expect(() => own.fn('key'))
        .to.throw()
        .with.property('code', 'ERR_WARMSCOPE_CIRCULAR_LOAD');
    expect(own.handle.size).to.equal(0);
  });

  it('kept errors are invisible to peek, has and delete', async () => {
    const rig = new PolicyRig('async', { errorTtl: 100 });
    rig.answer = { error };
    await rig.outcome();
    expect([rig.handle.peek('key'), rig.handle.has('key'), rig.handle.size]).to.deep.equal([undefined, false, 1]);
    expect(JSON.stringify(rig.stats)).to.not.contain('down');
    rig.handle.set(['key'], 'set');
    expect(await rig.outcome()).to.equal('set');
    expect(rig.handle.size).to.equal(1);
    await rig.expectAtRest();
  });

  it('counts errors within max, and lets them go', async () => {
    const rig = new PolicyRig('async', { errorTtl: 100, max: 2, ttl: '1h' });
    rig.answer = { error };
    for (const key of ['a', 'b', 'c']) await rig.outcome(key);
    expect(rig.stats).to.include({ size: 2, evictions: 1 });
    clock.advance(100);
    for (const key of ['b', 'c']) await rig.load(key, key);
    expect(rig.stats).to.include({ size: 2, expirations: 2, evictions: 1 });
    await rig.expectAtRest();
  });

  it('boxes what is stored already, with loads in flight', async () => {
    const rig = new PolicyRig('sync', { errorTtl: 50, ttl: 100 });
    await rig.load(1, 'a');
    const gate = deferred<unknown>();
    const mixed = new PolicyRig('plain', { errorTtl: 50, ttl: 100 });
    await mixed.load(1, 'a');
    const open = mixed.call('open') as Promise<unknown>;
    for (const each of [rig, mixed]) {
      each.answer = { error };
      expect(await each.outcome('b')).to.equal(DOWN);
      expect(await each.outcome('a')).to.equal(1);
    }
    mixed.gates[0]?.resolve('landed');
    expect(await open).to.equal('landed');
    gate.resolve(0);
    clock.advance(99);
    expect([await rig.outcome('a'), await mixed.outcome('open')]).to.deep.equal([1, 'landed']);
    await nextTurn();
    for (const each of [rig, mixed]) await each.expectAtRest();
  });

  for (const [what, drop] of [
    ['delete', (rig: PolicyRig) => rig.handle.delete('key')],
    ['clear', (rig: PolicyRig) => rig.handle.clear()],
    ['set', (rig: PolicyRig) => rig.handle.set(['key'], 'set')],
  ] as const) {
    it(`keeps no error of a load that ${what} has fenced`, async () => {
      const rig = new PolicyRig('async', { errorTtl: '1h' });
      const failing = rig.call();
      drop(rig);
      rig.gates[0]?.reject(error);
      expect(await outcomeOf(() => failing)).to.equal(DOWN);
      expect(await rig.load('new')).to.equal(what === 'set' ? 'set' : 'new');
      await rig.expectAtRest();
    });
  }
});
