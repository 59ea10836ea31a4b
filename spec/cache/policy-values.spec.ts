import { expect } from 'chai';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Form, outcomeOf, PolicyRig } from './policy-rig.js';

interface Basket {
  items: string[];
  when?: Map<string, Date>;
}
const basket = (...items: string[]): Basket => ({ items, when: new Map([['a', new Date(5)]]) });
const SWR = { ttl: 100, staleWhileRevalidate: '1h', staleIfError: '1h' } as const;

describe('the option values', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  for (const form of ['async', 'plain', 'sync'] as const) {
    it(`'shared' gives ${form} callers one reference`, async () => {
      const rig = new PolicyRig(form, { values: 'shared' });
      const value = basket('a');
      expect(await rig.load(value)).to.equal(value);
      expect(await rig.outcome()).to.equal(value);
    });

    it(`'frozen' gives ${form} callers one reference that cannot be changed`, async () => {
      const rig = new PolicyRig(form, { values: 'frozen', ...SWR });
      const value = basket('a');
      const first = (await rig.load(value)) as Basket;
      expect(first).to.equal(value);
      expect(await rig.outcome()).to.equal(value);
      expect(() => first.items.push('b')).to.throw(TypeError);
      expect(() => first.when?.set('b', new Date())).to.throw(TypeError);
      expect(() => first.when?.get('a')?.setTime(1)).to.throw(TypeError);
      rig.handle.set(['set'], basket('c'));
      const set = (await rig.outcome('set')) as Basket;
      expect(() => set.items.pop()).to.throw(TypeError);
      clock.advance(150);
      rig.answer = { value: basket('d') };
      await rig.outcome();
      await nextTurn();
      const renewed = rig.handle.peek('key') as Basket;
      expect(renewed.items).to.deep.equal(['d']).and.to.be.frozen;
      await rig.expectAtRest();
    });

    it(`'cloned' keeps ${form} callers, the loader and the store apart`, async () => {
      const rig = new PolicyRig(form, { values: 'cloned', ...SWR });
      const value = basket('a');
      const given = [(await rig.load(value)) as Basket];
      value.items.push('by the loader');
      for (let calls = 0; calls < 3; calls++) {
        given.at(-1)?.items.push('by a caller');
        given.at(-1)?.when?.clear();
        const next = (await rig.outcome()) as Basket;
        expect(next).to.deep.equal(basket('a'));
        given.push(next);
      }
      expect(new Set([value, ...given]).size).to.equal(5);
      clock.advance(150);
      ((await rig.outcome()) as Basket).items.push('to a stale one');
      await nextTurn();
      for (const gate of rig.gates) gate.resolve(basket('late'));
      await nextTurn();
      clock.advance(1e9);
      await rig.load(basket('b'));
      expect(await rig.outcome()).to.deep.equal(basket('b'));
      expect(rig.loads).to.be.at.least(2);
    });

    it(`'cloned' gives a ${form} value that cannot be cloned, and does not store it`, async () => {
      const rig = new PolicyRig(form, { values: 'cloned' });
      const value = { callback: () => 1 };
      for (let calls = 0; calls < 3; calls++) expect(await rig.load(value)).to.equal(value);
      expect(rig.handle.size).to.equal(0);
      expect(rig.stats).to.include({ loads: 3, uncacheable: 3 });
      const warnings = await reported.warnings();
      expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
      expect(warnings[0]?.message).to.contain('cannot be cloned').and.to.contain('"values"');
      await rig.expectAtRest();
    });

    it(`'cloned' copies values like undefined of ${form} functions`, async () => {
      for (const value of [undefined, null, 0, '', Number.NaN]) {
        const rig = new PolicyRig(form, { values: 'cloned' });
        expect(await rig.load(value)).to.deep.equal(value);
        expect(await rig.outcome()).to.deep.equal(value);
        expect(rig.loads).to.equal(1);
      }
    });
  }

  it("'cloned' gives each who waits a copy of their own, whatever the leader does with its one", async () => {
    const rig = new PolicyRig('async', { values: 'cloned' });
    const given: Basket[] = [];
    const calls = [1, 2, 3].map(async () => {
      const mine = (await rig.call()) as Basket;
      given.push(structuredClone(mine));
      mine.items.push('changed');
    });
    rig.gates[0]?.resolve(basket('a'));
    await Promise.all(calls);
    expect(given).to.deep.equal([basket('a'), basket('a'), basket('a')]);
    expect(await rig.outcome()).to.deep.equal(basket('a'));
    await rig.expectAtRest();
  });

  it("'cloned' lets everybody who waits for what cannot be cloned load for themselves", async () => {
    const rig = new PolicyRig('async', { values: 'cloned' });
    const calls = [rig.call(), rig.call()];
    const second = { callback: () => 2 };
    rig.answer = { value: second };
    rig.gates[0]?.resolve({ callback: () => 1 });
    expect(await calls[1]).to.equal(second);
    expect(rig.stats).to.include({ loads: 2, misses: 1, joins: 1, size: 0 });
  });

  it("'cloned' promises are new ones; peek and set neither change nor show the stored value", async () => {
    const rig = new PolicyRig('async', { values: 'cloned' });
    const value = basket('a');
    rig.handle.set(['key'], value);
    value.items.push('later');
    const [one, two] = [rig.call(), rig.call()];
    expect(one).to.be.instanceOf(Promise).and.not.equal(two);
    expect(await one).to.deep.equal(basket('a'));
    expect(await one).to.not.equal(await two);
    (rig.handle.peek('key') as Basket).items.push('peeked');
    expect(await rig.outcome()).to.deep.equal(basket('a'));
  });

  it('does not affect errors', async () => {
    for (const values of ['frozen', 'cloned'] as const) {
      for (const form of ['async', 'sync'] as Form[]) {
        const rig = new PolicyRig(form, { values, errorTtl: 100 });
        const error = Object.assign(new Error('down'), { callback: () => 1 });
        rig.answer = { error };
        for (let calls = 0; calls < 2; calls++) expect(await outcomeOf(() => rig.call())).to.equal('error: down');
        expect([rig.loads, Object.isFrozen(error)]).to.deep.equal([1, false]);
      }
    }
  });
});
