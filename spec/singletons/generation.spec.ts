import { expect } from 'chai';
import { Wait } from '../../src/cache/wait-graph.js';
import { Generation, isExpired } from '../../src/singletons/generation.js';

const { POSITIVE_INFINITY } = Number;
const begun = (at = 1_000, attempt = 1): Generation => new Generation(new Wait('client'), at, true, attempt);

describe('Generation', () => {
  it('hands on what of it may expire to what is built with it', () => {
    const [db, plain, orders, shop] = [begun(), begun(), begun(), begun()];
    db.limit(50, POSITIVE_INFINITY);
    plain.limit(POSITIVE_INFINITY, POSITIVE_INFINITY);
    orders.basis.add(db).add(plain);
    orders.limit(POSITIVE_INFINITY, 20);
    shop.basis.add(orders).add(db);
    shop.limit(POSITIVE_INFINITY, POSITIVE_INFINITY);
    expect(plain.mortals).to.deep.equal([]);
    expect(shop.mortals).to.have.ordered.members(
      [
        { generation: db, maxAge: 50, maxIdle: POSITIVE_INFINITY },
        { generation: orders, maxAge: POSITIVE_INFINITY, maxIdle: 20 },
      ].map(({ generation }) => [...db.mortals, ...orders.mortals].find((mortal) => mortal.generation === generation)),
    );
  });

  it('is in use until it is noted when it, or what was built with it, was read', () => {
    const [db, orders] = [begun(), begun()];
    orders.basis.add(db);
    orders.noteUse(2_000);
    expect([db.usedAt, orders.usedAt]).to.deep.equal([0, 0]);
    orders.wasRead = true;
    orders.noteUse(3_000);
    orders.noteUse(4_000);
    expect([db.usedAt, orders.usedAt, orders.wasRead]).to.deep.equal([3_000, 3_000, false]);
  });

  it('counts as used at the first boundary after it was built', () => {
    const generation = begun();
    generation.keep('value', 'instance', 1_500);
    expect([generation.builtAt, generation.usedAt]).to.deep.equal([1_500, 1_500]);
    generation.noteBoundary(2_000);
    generation.noteBoundary(3_000);
    expect(generation.usedAt).to.equal(2_000);
  });

  it('is fenced at its first two attempts only', () => {
    const fenced = [1, 2, 3].map((attempt) => begun(0, attempt)).map((generation) => [generation.fence(), generation.isFenced]);
    expect(fenced).to.deep.equal([
      [true, true],
      [true, true],
      [false, false],
    ]);
  });

  it('is expired from the beginning when it would be fenced once more', () => {
    const generation = begun(1_000, 3);
    generation.fence();
    generation.limit(POSITIVE_INFINITY, POSITIVE_INFINITY);
    expect(generation.mortals.map((mortal) => isExpired(mortal, 1_000))).to.deep.equal([true]);
  });

  for (const [what, limits, now, expected] of [
    ['younger than maxAge', { maxAge: 100 }, 1_099, false],
    ['as old as maxAge', { maxAge: 100 }, 1_100, true],
    ['begun in the future', { maxAge: 100 }, 999, true],
    ['used before maxIdle', { maxIdle: 100 }, 1_149, false],
    ['idle for maxIdle', { maxIdle: 100 }, 1_150, true],
    ['used in the future', { maxIdle: 100 }, 1_049, true],
    ['without limits in the future', {}, 0, false],
  ] as const) {
    it(`is ${expected ? 'expired' : 'not expired'}: ${what}`, () => {
      const generation = begun(1_000);
      generation.keep('value', 'instance', 1_050);
      expect(isExpired({ generation, maxAge: POSITIVE_INFINITY, maxIdle: POSITIVE_INFINITY, ...limits }, now)).to.equal(expected);
    });
  }
});
