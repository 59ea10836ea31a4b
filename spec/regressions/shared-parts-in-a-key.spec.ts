import { expect } from 'chai';
import { Cached, cached, cacheOf, type Key } from '../../src/index.js';

/** What a structure has two of at each level: one object twice, or two equal ones. */
type Pair = (part: () => unknown) => unknown;

/** How two parts are put into one. */
const shapes: Record<string, (one: unknown, other: unknown) => unknown> = {
  objects: (one, other) => ({ eu: one, us: other }),
  arrays: (one, other) => [one, 1, other],
  Maps: (one, other) => new Map([['eu', one], ['us', other]]), // biome-ignore format: one line
  'Maps by key': (one, other) => new Map<unknown, unknown>([[one, 'eu'], [{ other }, 'us']]), // biome-ignore format: one line
  Sets: (one, other) => new Set([one, { other }]),
  'arrays that carry something': (one, other) => Object.assign([one], { other }),
  'Dates that carry something': (one, other) => Object.assign(new Date(0), { one, other }),
  'Buffers that carry something': (one, other) => Object.assign(Buffer.from('a'), { one, other }),
  mixtures: (one, other) => ({ list: [one, new Set([other])], map: new Map([[other, one]]) }),
};

/** Pairs of pairs, `levels` deep; with 25 levels there are millions of paths through a few dozen objects. */
function nested(levels: number, leaf: unknown, pair: Pair): unknown {
  return levels === 0 ? { leaf } : pair(() => nested(levels - 1, leaf, pair));
}

const sharing = (shape: (one: unknown, other: unknown) => unknown): Pair => (part) => { const one = part(); return shape(one, one); }; // biome-ignore format: one line
const spreading =
  (shape: (one: unknown, other: unknown) => unknown): Pair =>
  (part) =>
    shape(part(), part());

// Kind of fault: An object that occurs twice was written out twice, at each level: making a key took time exponential in the number of levels, even for
// hits.
describe('regression: keys of arguments that share parts', () => {
  const counting = (): ((argument: unknown) => number) => {
    let loads = 0;
    return cached((_argument: unknown) => ++loads);
  };

  for (const [name, shape] of Object.entries(shapes)) {
    it(`${name}: the work grows with the objects, and equal structures are one key`, () => {
      const load = counting();
      const deep = nested(40, 1, sharing(shape));
      expect(load(deep)).to.equal(1);
      expect(load(deep)).to.equal(1);
      expect(load(nested(40, 1, sharing(shape)))).to.equal(1);
      expect(load(nested(40, 2, sharing(shape)))).to.equal(2);
      expect(load(nested(41, 1, sharing(shape)))).to.equal(3);
    });

    for (const levels of [1, 4, 8, 9, 10, 11]) {
      it(`${name}, ${levels} levels: shared parts and equal parts give one key`, () => {
        const load = counting();
        expect(load(nested(levels, 1, sharing(shape)))).to.equal(1);
        expect(load(nested(levels, 1, spreading(shape)))).to.equal(1);
        expect(load(nested(levels, 2, spreading(shape)))).to.equal(2);
        expect(load([nested(levels, 1, sharing(shape))])).to.equal(3);
      });
    }
  }

  it('in whatever order properties, Maps and Sets have their parts', () => {
    const load = counting();
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ id: index, group: { name: `group ${index % 7}` } }));
    const turned = [...rows].reverse().map(({ id, group }) => ({ group, id }));
    expect(load(new Set(rows))).to.equal(load(new Set(turned)));
    expect(load(new Map(rows.map((row) => [row, row.group])))).to.equal(load(new Map(turned.map((row) => [row, { ...row.group }]))));
    expect(load(Object.fromEntries(rows.map((row) => [`a${row.id}`, row])))).to.equal(
      load(Object.fromEntries(turned.map((row) => [`a${row.id}`, row]))),
    );
    expect(load(rows)).to.not.equal(load(turned));
  });

  it('one part in a thousand that differs makes another key', () => {
    const load = counting();
    const rows = (price: number): unknown => Array.from({ length: 5_000 }, (_, index) => ({ index, price: index === 2_500 ? price : 1 }));
    const keys = [rows(1), rows(2), [rows(1)], { rows: rows(1) }, new Set([rows(1)])].map((argument) => load(argument));
    expect(new Set(keys).size).to.equal(5);
    expect(load(rows(2))).to.equal(keys[1]);
  });

  it('long texts and large buffers that are shared count once', () => {
    const load = counting();
    const parts = { text: 'x'.repeat(1_000_000), bytes: Buffer.alloc(1_000_000) };
    const deep = nested(15, parts, sharing(shapes.objects as never));
    expect(load(deep)).to.equal(1);
    expect(load(nested(15, { ...parts, bytes: Buffer.alloc(1_000_000) }, sharing(shapes.objects as never)))).to.equal(1);
    expect(load(nested(15, { ...parts, bytes: Buffer.alloc(999_999) }, sharing(shapes.objects as never)))).to.equal(2);
  });

  it('a cyclic value has no key, however many parts are shared', () => {
    const circle: Record<string, unknown> = { deep: nested(30, 1, sharing(shapes.arrays as never)) };
    circle.self = [circle];
    const load = counting();
    for (const argument of [circle, { circle }, new Map([[1, circle]]), nested(30, circle, sharing(shapes.objects as never))]) {
      expect(() => load(argument))
        .to.throw('cyclic')
        .with.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
    }
  });

  it('a part without a key is found, however many parts are shared before it', () => {
    const load = cached((_one: unknown, _other: unknown) => 1);
    const deep = nested(30, 1, sharing(shapes.objects as never));
    expect(() => load(deep, { deep, bad: /a/ }))
      .to.throw('Argument 2 (index 1)')
      .with.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
  });

  it('async methods, static ones, and the operations on their entries', async () => {
    let loads = 0;
    class Settings {
      @Cached() async read(_settings: unknown): Promise<number> {
        return ++loads;
      }
      @Cached({ key: (settings: { list: Key }) => settings.list }) static count(_settings: { list: Key }): number {
        return ++loads;
      }
    }
    const settings = new Settings();
    const deep = (): unknown => nested(40, 1, sharing(shapes.mixtures as never));
    expect([await settings.read(deep()), await settings.read(deep())]).to.deep.equal([1, 1]);
    expect(cacheOf(settings, 'read').has(deep())).to.equal(true);
    expect(cacheOf(settings, 'read').delete(deep())).to.equal(true);
    const list = (): Key => {
      let inner: Key = [];
      for (let level = 0; level < 40; level++) inner = [inner, inner];
      return inner;
    };
    expect([Settings.count({ list: list() }), Settings.count({ list: list() })]).to.deep.equal([2, 2]);
  });
});
