import { types } from 'node:util';
import fc from 'fast-check';

class Money {
  constructor(readonly amount = 1) {}
}
class Rows extends Array<unknown> {}
class Failure extends RangeError {}
class Bytes extends Uint8Array {}
class Dictionary extends Map<unknown, unknown> {}

const memory = (): ArrayBuffer => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;
let common = memory();

/** Makers of what V8 keeps. */
const ordinary: readonly (() => unknown)[] = [
  () => ({}),
  () => [],
  () => new Map(),
  () => new Set(),
  () => new Array(3),
  () => new Date(5),
  () => new Date(Number.NaN),
  () => /a(?<b>c)/giu,
  () => new Error('failed'),
  () => new Error(),
  () => new TypeError(''),
  () => Object(1),
  () => Object(true),
  () => Object('text'),
  () => Object(5n),
  memory,
  () => new DataView(memory(), 1, 3),
  () => new Uint8Array(memory(), 2, 3),
  () => new Float64Array(memory()),
  () => new BigInt64Array(memory()),
  () => new Uint8ClampedArray(100),
  () => Buffer.from('text'),
  () => 'a,b'.match(/(?<x>a)/),
  () => Array.from({ length: 80 }, (_, index) => index),
  () => JSON.parse('{"__proto__":{"a":1},"1":2,"0":3}'),
];

/** Makers of all, also of what V8 would change or refuse. */
const makers: readonly (() => unknown)[] = [
  ...ordinary,
  () => Object.create(null),
  () => new Money(),
  () => new Rows(1, 2, 3),
  () => new Failure('failed'),
  () => new AggregateError([1], 'failed'),
  () => new Bytes(3),
  () => new Dictionary(),
  () => Object.create(Money.prototype),
  () => Object.create(Array.prototype),
  () => Object.create(Map.prototype),
  () => Object.create({}),
  () => new URL('https://example.org'),
  () => new SharedArrayBuffer(4),
  () => new Uint8Array(new SharedArrayBuffer(4)),
  () => Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]),
  () => new Uint8Array(Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]) as ArrayBuffer),
  () => transferred(),
  () => new Uint8Array(common),
  () => new Uint8Array(common, 4),
  () => common,
  () => Object.assign(/a/g, { lastIndex: 2 }),
  () => Object.assign(/a/g, { lastIndex: -0 }),
  () => Promise.resolve(1),
  () => new WeakMap(),
  () => new WeakRef({}),
  () => () => 1,
  () => Symbol('s'),
  () => Symbol.for('s'),
  () => Object(Symbol('s')),
  () => new Proxy({}, {}),
  () => new Proxy([1], {}),
  () => arguments1(),
  () => new Map().entries(),
  () => new DOMException('a', 'AbortError'),
  () => new Date(0).toLocaleString,
  () => ['raw'].concat(Object.defineProperty([], 'raw', { value: [] }) as string[]),
  () => withoutStack(),
];

function transferred(): ArrayBuffer {
  const buffer = memory();
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function arguments1(): unknown {
  return (function () {
    // biome-ignore lint/complexity/noArguments: an arguments object is what is wanted
    return arguments;
  })();
}

function withoutStack(): Error {
  const error = new Error('failed');
  Reflect.deleteProperty(error, 'stack');
  return error;
}

const symbol = Symbol('name');

/** Ways to twist an object that is there already. */
const twists: readonly ((value: object, other: unknown) => unknown)[] = [
  (value) => Object.freeze(value),
  (value) => Object.preventExtensions(value),
  (value) => Object.seal(value),
  (value, other) => Object.defineProperty(value, symbol, { value: other, enumerable: true, configurable: true }),
  (value, other) => Object.defineProperty(value, 'hidden', { value: other, configurable: true }),
  (value, other) => Object.defineProperty(value, 'got', { get: () => other, enumerable: true, configurable: true }),
  (value) => Object.defineProperty(value, 'put', { set: () => undefined, enumerable: true, configurable: true }),
  (value, other) => Object.defineProperty(value, '0', { value: other, configurable: true }),
  (value, other) => Object.defineProperty(value, '1', { get: () => other, enumerable: true, configurable: true }),
  (value, other) => Object.defineProperty(value, 'name', { value: other, enumerable: true, configurable: true }),
  (value, other) => Object.defineProperty(value, 'message', { value: other, enumerable: false, configurable: true }),
  (value, other) => Object.defineProperty(value, 'cause', { value: other, enumerable: false, configurable: true }),
  (value, other) => Object.defineProperty(value, 'cause', { value: other, enumerable: true, configurable: true }),
  (value, other) => Object.defineProperty(value, 'stack', { value: other, enumerable: false, configurable: true }),
  (value, other) => Object.defineProperty(value, 'constructor', { value: other, enumerable: false, configurable: true }),
  (value) => Object.setPrototypeOf(value, null),
  (value) => Object.setPrototypeOf(value, Object.prototype),
  (value) => Object.setPrototypeOf(value, Array.prototype),
  (value) => Object.setPrototypeOf(value, Uint8Array.prototype),
  (value) => Object.setPrototypeOf(value, Money.prototype),
];

const primitive: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, -0, Number.NaN, true, '', '\ud800', 10n ** 30n, -1n, 2 ** 40, 1.5),
  fc.string({ unit: 'binary' }),
  fc.double(),
);

/** Puts one value into another, mostly in a way that its kind allows. */
function put(into: unknown, value: unknown, name: string): void {
  if (types.isMap(into)) Map.prototype.set.call(into, name.length > 1 ? value : name, value);
  else if (types.isSet(into)) Set.prototype.add.call(into, value);
  else if (types.isNativeError(into)) Object.defineProperty(into, 'cause', { value, configurable: true, writable: true });
  else if (isObject(into) && (isPlain(into) || name === '7'))
    Object.defineProperty(into, name, { value, configurable: true, enumerable: true, writable: true });
}

const isPlain = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

/** How a value is made: unlike the value itself, something that can be printed. */
export interface Plan {
  readonly nodes: readonly number[];
  readonly links: readonly (readonly [from: number, to: number, name: string])[];
  readonly leaves: readonly (readonly [into: number, value: unknown, name: string])[];
  readonly twisted: readonly (readonly [node: number, twist: number, other: number])[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Plans of several objects that are linked in any way: some twice, some in circles, some of them odd. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record<Plan>({
  nodes: fc.array(fc.oneof({ arbitrary: fc.nat(ordinary.length - 1), weight: 12 }, { arbitrary: fc.nat(makers.length - 1), weight: 1 }), {
    minLength: 1,
    maxLength: 7,
  }),
  links: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom('a', 'bb', 'c', '0', '7', 'a b', '__proto__')), { maxLength: 8 }),
  leaves: fc.array(fc.tuple(fc.nat(6), primitive, fc.constantFrom('a', 'bb', 'c', '0', '5')), { maxLength: 6 }),
  twisted: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    { arbitrary: fc.array(fc.tuple(fc.nat(6), fc.nat(twists.length - 1), fc.nat(6)), { maxLength: 2 }), weight: 1 },
  ),
});

/** Makes the value of a plan. */
export function build({ nodes, links, leaves, twisted }: Plan): unknown {
  common = memory();
  const made = nodes.map((index) => makers[index]?.());
  const at = (index: number): unknown => made[index % made.length];
  for (const [into, value, name] of leaves) attempt(() => put(at(into), value, name));
  // The first leads to the others, and from some of them back to itself.
  for (let index = 1; index < made.length; index++) attempt(() => put(at(index % 3 === 0 ? 1 : 0), at(index), `n${index}`));
  for (const [from, to, name] of links) attempt(() => put(at(from), at(to), name));
  for (const [node, twist, other] of twisted) {
    const value = at(node);
    attempt(() => isObject(value) && twists[twist]?.(value, at(other)));
  }
  return made[0];
}

function attempt(change: () => unknown): void {
  try {
    change();
  } catch {
    // Frozen, or nothing that takes properties.
  }
}
