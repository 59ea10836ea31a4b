import { expect } from 'chai';
import { shared } from '../../src/util/container-globals.js';
import { VERSION } from '../../src/util/version.js';

const MARK = Symbol.for('warmscope.mark.v2');
let count = 0;

/** A name that no other spec uses, and its place on globalThis. */
function fresh(): { name: string; key: symbol } {
  const name = `spec-${++count}`;
  return { name, key: Symbol.for(`warmscope.${name}.v2`) };
}

function put(key: symbol, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true });
}

describe('container-globals', () => {
  const foreign: string[] = [];
  const note = (_mine: object, name: string): void => void foreign.push(name);
  beforeEach(() => {
    foreign.length = 0;
  });

  it('are made once, out of sight, and found by every copy', () => {
    const { name, key } = fresh();
    const mine = shared(name, () => ({}), note);
    expect(shared(name, () => expect.fail('made twice'), note)).to.equal(mine);
    expect(Object.getOwnPropertyDescriptor(globalThis, key)).to.include({ value: mine, enumerable: false, writable: false });
    expect(Object.keys(mine)).to.deep.equal([]);
    expect(foreign).to.deep.equal([]);
  });

  const others: [what: string, value: unknown, name: RegExp][] = [
    ['another version', { [MARK]: { version: '9.9.9', shape: 1 } }, /that of version 9\.9\.9$/],
    ['another build of this version', { [MARK]: { version: VERSION, shape: -1 } }, /another build of version/],
    ['a version without a mark', { version: '0.0.1', stats() {} }, /that of version 0\.0\.1$/],
    ['something without a version', { stats() {} }, /does not say its number/],
    ['a number', 7, /of type number/],
    ['null', null, /of type object/],
    ['a function', () => undefined, /of type function/],
    ['a mark that cannot be read', new Proxy({}, { get: () => expect.fail('hostile') }), /does not say its number/],
  ];
  for (const [what, value, expected] of others) {
    it(`are somewhere else where ${what} is in their place, for every copy, and say so once`, () => {
      const { name, key } = fresh();
      put(key, value);
      const mine = shared(name, () => ({}), note);
      expect(mine).not.to.equal(value);
      expect(shared(name, () => expect.fail('made twice'), note)).to.equal(mine);
      expect(Reflect.get(globalThis, key)).to.equal(value);
      expect(foreign).to.have.length(1);
      expect(foreign[0]).to.match(expected);
    });
  }

  it('are each copy’s own where there is no place at all', () => {
    const { name, key } = fresh();
    for (const holder of [globalThis, process]) {
      for (const symbol of [key, Symbol.for(`warmscope.${name}.v2@${VERSION}`)])
        Object.defineProperty(holder, symbol, { get: () => expect.fail('hostile'), configurable: true });
    }
    const mine = shared(name, () => ({}), note);
    expect(shared(name, () => ({}), note)).not.to.equal(mine);
    expect(foreign).to.have.length(2);
  });
});
