import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { deepFreeze } from '../../src/features/deep-freeze.js';
import { deserialize, serialize } from '../../src/shared/codec.js';
import { unstorable } from '../../src/shared/storable.js';
import { anyPlan, build } from './any-value.js';
import { difference } from './same.js';

class Money {
  constructor(readonly amount = 1) {}
}

const THROWS = 'it throws';

/** What becomes another on the way through bytes; undefined where nothing does. */
function change(value: unknown): string | undefined {
  try {
    return difference(value, deserialize(serialize(value)));
  } catch {
    return THROWS;
  }
}

function nested(levels: number, hold: (inner: unknown) => unknown): unknown {
  let value: unknown = 'inside';
  for (let level = 0; level < levels; level++) value = hold(value);
  return value;
}

describe('shared/storable', () => {
  it('names a part, or the value comes back as it was', () => {
    let stored = 0;
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const value = build(plan);
        const found = unstorable(value);
        const changed = change(value);
        // What V8 refuses is not stored; nobody can see of all such values that it will.
        if (found === undefined) expect(changed).to.be.oneOf([undefined, THROWS]);
        // Newer versions of Node can read what Node 20 cannot.
        else if (!found.includes('its own cause')) expect(changed, found).to.not.equal(undefined);
        if (changed === undefined) stored++;
      }),
      { numRuns: 2_000 },
    );
    expect(stored).to.be.greaterThan(800);
  });

  describe('finds', () => {
    const shared = new Uint8Array(8);
    const transferred = new ArrayBuffer(8);
    structuredClone(transferred, { transfer: [transferred] });
    const cyclic = new Error('failed');
    Object.defineProperty(cyclic, 'cause', { value: { cyclic }, configurable: true });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const found: readonly (readonly [what: string, value: unknown, where: string])[] = [
      ['an instance of a class', { items: [1, { total: new Money() }] }, 'value.items[1].total (an instance of Money)'],
      ['an instance of a class without a name', new (class {})(), 'value (an instance of a class)'],
      ['a function', { run: () => 1 }, 'value.run (a function)'],
      ['a symbol', [Symbol.for('a')], 'value[0] (a symbol)'],
      ['a promise', [Promise.resolve(1)], 'value[0] (an instance of Promise)'],
      ['a URL', { at: new URL('https://example.org') }, 'value.at (an instance of URL)'],
      ['a subclass of Array', new (class Rows extends Array {})(), 'value (an instance of Rows)'],
      ['a subclass of Map', new (class Table extends Map {})(), 'value (an instance of Table)'],
      ['a subclass of Error', new (class Failure extends TypeError {})('failed'), 'value (an instance of Failure)'],
      ['an AggregateError', new AggregateError([]), 'value (an instance of AggregateError)'],
      ['an error with a code', Object.assign(new Error('failed'), { code: 5 }), 'value (an object with properties beside its contents)'],
      ['what an error is caused by', new Error('failed', { cause: [new Money()] }), 'value.cause[0] (an instance of Money)'],
      ['an error that leads to itself', cyclic, 'value.cause.cyclic (an error that its own cause leads back to)'],
      ['a property named by a symbol', { of: { [Symbol('a')]: 1 } }, 'value.of<property 0> (a property named by a symbol)'],
      ['a getter', Object.defineProperty({ a: 1 }, 'b', { get: () => 1, enumerable: true }), 'value.b (a getter or setter)'],
      ['a setter', Object.defineProperty([1], 0, { set: () => 1, enumerable: true }), 'value[0] (a getter or setter)'],
      ['a hidden property', Object.defineProperty({}, 'a', { value: 1 }), 'value.a (a property that is not enumerable)'],
      ['a hidden item', Object.defineProperty([1, 2], 1, { enumerable: false }), 'value[1] (a property that is not enumerable)'],
      ['a property of an array', Object.assign([1], { by: new Money() }), 'value.by (an instance of Money)'],
      ['a property of a Map', Object.assign(new Map(), { a: 1 }), 'value (an object with properties beside its contents)'],
      ['a property of a Date', Object.assign(new Date(0), { a: 1 }), 'value (an object with properties beside its contents)'],
      ['a property of bytes', Object.assign(new Uint8Array(2), { a: 1 }), 'value (bytes with properties of their own)'],
      ['a property of many bytes', Object.assign(Buffer.alloc(5_000), { a: 1 }), 'value (bytes with properties of their own)'],
      ['a hidden one', Object.defineProperty(new Uint8Array(5_000), 'a', { value: 1 }), 'value (bytes with properties of their own)'],
      ['no prototype', { a: Object.create(null) }, 'value.a (an object without a prototype)'],
      ['a prototype that is an object', Object.create({ a: 1 }), 'value (an instance of a class)'],
      ['what only looks like a Map', Object.create(Map.prototype), 'value (an object that is not what its prototype says)'],
      ['a Map in disguise', Object.setPrototypeOf(new Map(), Object.prototype), 'value (an object that is not what its prototype says)'],
      ['a proxy', [new Proxy([], {})], 'value[0] (a proxy)'],
      ['a revoked proxy', proxy, 'value (a proxy)'],
      ['a RegExp with a lastIndex', Object.assign(/a/g, { lastIndex: 1 }), 'value (a RegExp that has begun to match, as its lastIndex is not 0)'],
      ['a key of a Map', new Map<unknown, unknown>([[1, 1], [new Money(), 2]]), 'value<key 1> (an instance of Money)'],
      ['a value of a Map', new Map([['secret', [new Money()]]]), 'value<value 0>[0] (an instance of Money)'],
      ['a member of a Set', new Set([1, new Money()]), 'value<member 1> (an instance of Money)'],
      ['memory that threads share', new SharedArrayBuffer(8), 'value (an instance of SharedArrayBuffer)'],
      ['a view of it', new Uint8Array(new SharedArrayBuffer(8)), 'value (a view of memory that is shared or can be resized)'],
      ['memory that is gone', [transferred], 'value[0] (memory that was transferred)'],
      ['a view of it', [new Set([new Uint8Array(shared.buffer), shared.subarray(2, 4)])], 'value[0]<member 1> (memory that another part of the value has too)'],
      ['memory and a view of it', { view: shared, memory: shared.buffer }, 'value.memory (memory that another part of the value has too)'],
      ['a key that is no name', { '2026-11-29': new Money() }, 'value<property 0> (an instance of Money)'],
      ['a key that may be a number', { '7': 1, a1b2c3: new Money() }, 'value<property 1> (an instance of Money)'],
      ['a key that is long', { aNameThatNobodyWouldWriteInCode: new Money() }, 'value<property 0> (an instance of Money)'],
      ['depth', nested(501, (inner) => ({ inner })), 'value.inner.inner.inner.inner.inner.inner....inner.inner.inner (nested more than 500 levels deep)'],
    ]; // biome-ignore format: a table
    for (const [what, value, where] of found)
      it(what, () => {
        expect(unstorable(value)).to.equal(where);
      });
  });

  describe('finds nothing in', () => {
    const cycle: unknown[] = [];
    cycle.push({ cycle, map: new Map([[cycle, cycle]]) });
    const frozen = { map: new Map([[1, { at: new Date(0) }]]), set: new Set([[1]]), list: [/a/] };
    deepFreeze(frozen);
    const pooled = Array.from({ length: 50 }, (_, index) => Buffer.from(`${index}`));
    const kept: readonly (readonly [what: string, value: unknown])[] = [
      ['primitives', [undefined, null, 0, -0, Number.NaN, 1n, '', '\ud800', true]],
      ['dates, also invalid ones', [new Date(0), new Date(Number.NaN)]],
      ['what refers to itself', cycle],
      ['what stands in two places', [frozen.list, { again: frozen.list }]],
      ['what is deeply frozen', frozen],
      ['holes and properties of arrays', ['a'.match(/a/), new Array(3)]],
      ['errors with causes', new RangeError('a', { cause: new SyntaxError('b', { cause: 'c' }) })],
      ['buffers from one pool', pooled],
      ['boxes', [Object(1), Object('ab'), Object(false), Object(1n)]],
      [
        'objects of another realm',
        runInNewContext('({ list: [1], map: new Map([[1, new Set([new Date(0)])]]), error: new TypeError("a") })'),
      ],
      ['500 levels', nested(500, (inner) => [inner])],
      ['a name that prototypes have', JSON.parse('{"__proto__":{"a":1},"constructor":1}')],
    ];
    for (const [what, value] of kept)
      it(what, () => {
        expect(unstorable(value)).to.equal(undefined);
        expect(change(value)).to.not.equal(THROWS);
      });
  });

  it('counts levels as V8 does: along a list that an array leads to as well', () => {
    interface Link {
      next?: Link;
    }
    const links = Array.from({ length: 10_000 }, (): Link => ({}));
    for (const [index, link] of links.entries()) if (index > 0) (links[index - 1] as Link).next = link;
    expect(unstorable(links)).to.match(/nested more than 500 levels deep/);
    expect(unstorable(links.reverse())).to.equal(undefined);
  });

  it('runs no code of the value', () => {
    const ran: string[] = [];
    const trap = (name: string) => () => {
      ran.push(name);
      return undefined;
    };
    const watched = new Proxy({}, new Proxy({}, { get: (_, name) => trap(String(name)) }));
    const getters = Object.defineProperties(new Map(), {
      size: { get: trap('size') },
      [Symbol.iterator]: { get: trap('iterator') },
      [Symbol.toStringTag]: { get: trap('tag') },
      constructor: { get: trap('constructor') },
    });
    class Strange extends Uint8Array {
      static get [Symbol.species](): Uint8ArrayConstructor {
        trap('species')();
        return Uint8Array;
      }
      override get length(): number {
        return trap('length')() ?? 0;
      }
    }
    const array = Array.from({ length: 100 }, () => 1);
    Object.defineProperty(array, 50, { get: trap('item'), enumerable: true });
    const many = Object.defineProperty(new Uint8Array(100), 'constructor', { get: trap('constructor') });
    const tagged = Object.defineProperty({}, Symbol.toStringTag, { get: trap('tag') });
    for (const value of [watched, Object.create(watched), getters, new Strange(100), array, many, tagged, { get a() { return trap('a')(); } }]) // biome-ignore format: a list
      expect(unstorable([value])).to.be.a('string');
    expect(ran).to.deep.equal([]);
  });

  it('finds what one item of many has, and what an array of many has beside its items', () => {
    const many = Array.from({ length: 100_000 }, (_, index): unknown => index);
    expect(unstorable(many)).to.equal(undefined);
    expect(unstorable(many.with(77_777, new Money()))).to.equal('value[77777] (an instance of Money)');
    expect(unstorable(many.with(77_777, undefined))).to.equal(undefined);
    expect(unstorable(Object.assign([...many], { meta: { by: new Money() } }))).to.equal('value.meta.by (an instance of Money)');
    expect(unstorable(Object.defineProperty([...many], 'meta', { value: 1 }))).to.equal('value.meta (a property that is not enumerable)');
    expect(unstorable(Object.assign([...many], { [Symbol('meta')]: 1 }))).to.match(/a property named by a symbol/);
  });

  it('finds what cannot be written as text beside the items of an array', () => {
    const error = new Error('failed');
    Object.defineProperty(error, 'name', { value: Object.create(null), enumerable: true });
    const many = Object.assign(
      Array.from({ length: 80 }, () => 1),
      { error },
    );
    expect(unstorable(many)).to.equal('value.error (an object with properties beside its contents)');
  });

  it('takes no longer for a sparse array than for what is in it', () => {
    const sparse: unknown[] = [];
    sparse[4_000_000_000] = new Money();
    expect(unstorable(sparse)).to.equal('value[4000000000] (an instance of Money)');
  });

  it('takes time in proportion to the value: views of one buffer, references to one error', () => {
    const memory = new ArrayBuffer(200_000);
    const views = Array.from({ length: 100_000 }, (_, index) => new Uint8Array(memory, index * 2, 2));
    expect(unstorable(views)).to.equal(undefined);
    const error = new Error('failed');
    expect(unstorable(nested(400, (inner) => [Array.from({ length: 500 }, () => error), inner]))).to.equal(undefined);
  }).timeout(10_000);
});
