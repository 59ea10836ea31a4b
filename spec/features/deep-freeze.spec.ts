import { expect } from 'chai';
import { deepFreeze } from '../../src/features/deep-freeze.js';

function frozen<T>(value: T): T {
  deepFreeze(value);
  return value;
}

describe('features/deep-freeze', () => {
  it('takes what needs no freezing', () => {
    for (const value of [undefined, null, 0, '', Number.NaN, 5n, true, Symbol('s')]) expect(() => deepFreeze(value)).to.not.throw();
  });

  it('freezes through any depth, symbols and hidden properties included', () => {
    const key = Symbol('key');
    const hidden = { a: 1 };
    const value = frozen({ list: [{ deep: { deeper: [1] } }], [key]: { a: 1 }, ...Object.create(null) });
    const outer = frozen(Object.defineProperty({}, 'hidden', { value: hidden, enumerable: false }));
    for (const part of [value, value.list, value.list[0], value.list[0]?.deep, value.list[0]?.deep.deeper, value[key], outer, hidden]) {
      expect(part).to.be.frozen;
    }
  });

  it('makes a mutation throw where it is tried', () => {
    const value: { list: number[]; inner: { a?: number } } = frozen({ list: [2, 1], inner: { a: 1 } });
    const mutations: (() => unknown)[] = [
      () => value.list.push(3),
      () => value.list.sort(),
      () => {
        value.list.length = 0;
      },
      () => {
        value.inner.a = 2;
      },
      () => {
        delete value.inner.a;
      },
      () => Object.setPrototypeOf(value, null),
    ];
    for (const mutate of mutations) expect(mutate, String(mutate)).to.throw(TypeError);
    expect(value).to.deep.equal({ list: [2, 1], inner: { a: 1 } });
  });

  it('freezes what goes in circles, and very deep chains', () => {
    interface Node {
      next?: Node;
    }
    const circle: Node = {};
    circle.next = { next: circle };
    expect(frozen(circle).next).to.be.frozen;
    let chain: Node = {};
    const end = chain;
    for (let depth = 0; depth < 100_000; depth++) chain = { next: chain };
    deepFreeze(chain);
    expect(end).to.be.frozen;
  });

  it('freezes class instances with their prototypes left alone', () => {
    class Money {
      #secret = 1;
      constructor(readonly parts: number[]) {}
      bump(): number {
        return ++this.#secret;
      }
    }
    const money = frozen(new Money([5]));
    expect(money).to.be.instanceOf(Money).and.to.be.frozen;
    expect(money.parts).to.be.frozen;
    expect([Object.isFrozen(Money.prototype), Object.isFrozen(Money), Object.isFrozen(Object.prototype)]).to.deep.equal([
      false,
      false,
      false,
    ]);
    expect(money.bump(), 'a private field cannot be frozen').to.equal(2);
  });

  it('makes the methods of Map, Set and Date throw that would change them; the others work', () => {
    const map = frozen(new Map([[{ key: 1 }, { value: 1 }]]));
    const set = frozen(new Set([{ item: 1 }]));
    const date = frozen(new Date(5));
    for (const mutate of [() => map.set({ key: 2 }, { value: 2 }), () => map.clear(), () => map.delete({ key: 1 })]) {
      expect(mutate).to.throw(TypeError, 'Map');
    }
    for (const mutate of [() => set.add({ item: 2 }), () => set.clear(), () => set.delete({ item: 1 })]) {
      expect(mutate).to.throw(TypeError, 'Set');
    }
    for (const mutate of [() => date.setTime(1), () => date.setUTCFullYear(2000), () => date.setHours(1)]) {
      expect(mutate).to.throw(TypeError, 'Date');
    }
    expect([map.size, set.size, date.getTime(), date.toISOString()]).to.deep.equal([1, 1, 5, '1970-01-01T00:00:00.005Z']);
    for (const [key, value] of map) expect([Object.isFrozen(key), Object.isFrozen(value)]).to.deep.equal([true, true]);
    for (const item of set) expect(item).to.be.frozen;
    expect(structuredClone(map).set({ key: 3 }, { value: 3 }).size, 'a copy can be changed').to.equal(2);
    expect(new Date(date).setTime(9)).to.equal(9);
    expect(new Map().set(1, 1).size, 'others are left alone').to.equal(1);
    expect(Object.keys(map)).to.deep.equal([]);
  });

  it('does the same to classes derived from them', () => {
    class Rates extends Map<string, number> {
      override set(key: string, rate: number): this {
        return super.set(key.toUpperCase(), rate);
      }
    }
    const rates = frozen(new Rates([['eur', 1]]));
    expect(() => rates.set('usd', 2)).to.throw(TypeError, 'Rates');
    expect([...rates.keys()]).to.deep.equal(['EUR']);
  });

  it('runs no getter, and freezes no function', () => {
    let reads = 0;
    const callback = Object.assign(() => 1, { state: { a: 1 } });
    const value = frozen({
      get computed(): object {
        reads++;
        return {};
      },
      callback,
    });
    expect(reads).to.equal(0);
    expect([Object.isFrozen(value), Object.isFrozen(callback), Object.isFrozen(callback.state)]).to.deep.equal([true, false, false]);
  });

  it('leaves typed arrays and buffers alone', () => {
    const value = frozen({ bytes: new Uint8Array([1]), buffer: Buffer.from('a'), view: new DataView(new ArrayBuffer(1)), inner: {} });
    value.bytes[0] = 2;
    expect(value.bytes[0]).to.equal(2);
    expect(value.inner).to.be.frozen;
  });

  it('goes past what will not be frozen, to the rest', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const refusing = new Proxy({ a: 1 }, { preventExtensions: () => false });
    const throwing = new Proxy({}, { ownKeys: () => expect.fail() });
    const rest = { a: 1 };
    for (const stubborn of [proxy, refusing, throwing]) expect(() => deepFreeze([rest, stubborn, { rest }])).to.not.throw();
    expect(rest).to.be.frozen;
  });

  it('looks behind what is frozen already', () => {
    const inner = { a: 1 };
    deepFreeze(Object.freeze({ inner }));
    expect(inner).to.be.frozen;
    const twice = frozen(new Map([['a', inner]]));
    expect(() => deepFreeze(twice)).to.not.throw();
  });
});
