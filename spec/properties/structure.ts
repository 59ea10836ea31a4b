import { types } from 'node:util';
import fc from 'fast-check';

const strings = [
  '',
  'a',
  'b',
  'a,b',
  '1',
  'null',
  'undefined',
  'n1',
  '"',
  '\\',
  '__proto__',
  '\ud800',
  '\\ud800',
  ';',
  ':',
  '[',
  '{"a":n1}',
  '{"a":1}',
  '1n',
  'true',
];
const symbols = [Symbol('s'), Symbol('s'), Symbol.for('s')];

/** Primitives, many of them likely to be met twice. */
const primitive: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(0, -0, 1, Number.NaN, 1n, 0n, true, false, null, undefined, ...symbols), weight: 3 },
  { arbitrary: fc.constantFrom(...strings), weight: 3 },
  fc.double(),
  fc.bigInt(),
  fc.string({ unit: 'binary' }),
);

const bytes = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 })
  .map((list) => [...list, ...Array(8 - list.length).fill(0)] as number[]);
const buffer = bytes.map((list) => new Uint8Array(list).buffer);
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: primitive, weight: 8 },
  fc.constant(new Date(Number.NaN)),
  fc
    .tuple(buffer, fc.constantFrom<(memory: ArrayBuffer) => unknown>(
      (memory) => new Uint8Array(memory),
      (memory) => Buffer.from(memory),
      (memory) => new Int8Array(memory),
      (memory) => new Uint16Array(memory),
      (memory) => new Int32Array(memory),
      (memory) => new BigInt64Array(memory),
    ))
    .map(([memory, make]) => make(memory)),
); // biome-ignore format: a table

/** Objects of a kind, some of which have properties beside their contents. */
function carrying<T extends object>(carrier: fc.Arbitrary<T>, value: fc.Arbitrary<unknown>): fc.Arbitrary<T> {
  const extras = fc.array(fc.tuple(fc.constantFrom<PropertyKey>('a', 'z', '01', symbols[2] as symbol), value), { maxLength: 2 });
  return fc.tuple(carrier, fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, extras)).map(([target, list]) => define(target, list));
}

/** Every structure that has a key. */
export const structure: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => {
  const node = tie('node');
  const names = fc.constantFrom<PropertyKey>('a', 'b', '1', '__proto__', 'n1', ...symbols);
  const properties = fc.array(fc.tuple(names, node), { maxLength: 3 });
  return {
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      properties.map((list) => define({}, list)),
      properties.map((list) => define(Object.create(null), list)),
      carrying(fc.array(node, { maxLength: 3 }), node),
      carrying(
        fc.nat(2).map((length) => new Array(length)),
        node,
      ),
      carrying(
        fc.tuple(fc.nat(3), fc.boolean()).map(([length, isLong]): object => new Uint8Array(isLong ? 70 + length : length)),
        node,
      ),
      carrying(
        fc.constantFrom(0, 1).map((time) => new Date(time)),
        node,
      ),
      carrying(
        fc.array(fc.tuple(node, node), { maxLength: 3 }).map((list) => new Map(list)),
        node,
      ),
      carrying(
        fc.array(node, { maxLength: 3 }).map((list) => new Set(list)),
        node,
      ),
    ),
  };
}).node;

/** A list of arguments. */
export const argumentsOf: fc.Arbitrary<unknown[]> = fc.array(structure, { maxLength: 3 });

/**
 * What the contract calls equal, as values that node:util's isDeepStrictEqual compares: properties that are undefined gone, one zero,
 * one prototype. Knows nothing of keys.
 */
export function normal(value: unknown): unknown {
  if (value === 0) return 0;
  if (typeof value !== 'object' || value === null) return value;
  return {
    kind: kindOf(value),
    contents: contentsOf(value, normal),
    named: namesOf(value).map((name) => [name, normal(Reflect.get(value, name))]),
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): number[] => [...new Uint8Array(buffer, byteOffset, byteLength)];

function kindOf(value: object): string {
  if (types.isTypedArray(value)) return value[Symbol.toStringTag];
  return Array.isArray(value) ? 'Array' : types.isMap(value) ? 'Map' : types.isSet(value) ? 'Set' : types.isDate(value) ? 'Date' : 'Object';
}

/** Stands for what is missing in an array. */
const HOLE = Symbol('hole');

/** What a value holds otherwise than in named properties. */
function contentsOf(value: object, inner: (item: unknown) => unknown): unknown {
  if (types.isDate(value)) return value.getTime();
  if (types.isTypedArray(value)) return bytesOf(value);
  if (Array.isArray(value)) return Array.from(value, (item, index) => (index in value ? inner(item) : HOLE));
  if (types.isMap(value)) return new Map([...value].map(([key, item]) => [inner(key), inner(item)]));
  return types.isSet(value) ? new Set([...value].map(inner)) : undefined;
}

/** The names of the properties that are there, in an order that depends on nothing but them. */
function namesOf(value: object): PropertyKey[] {
  const elements = new Set(Array.isArray(value) || types.isTypedArray(value) ? Object.keys(Array.from(value)) : []);
  const isElement = (name: PropertyKey): boolean => elements.has(String(name));
  const names = Object.keys(Object.getOwnPropertyDescriptors(value))
    .filter((name) => !isElement(name) && name !== 'length')
    .sort();
  const ofSymbols = symbols.filter((symbol) => Object.hasOwn(value, symbol));
  return [...names, ...ofSymbols].filter((name) => Reflect.get(value, name) !== undefined);
}

/** Arguments as the contract compares them: without trailing undefineds. */
export function normalArguments(args: readonly unknown[]): unknown {
  const passed = [...args];
  while (passed.length > 0 && passed.at(-1) === undefined) passed.pop();
  return passed.map(normal);
}

/** A copy that is equal by the contract, and as different as that allows: everything that has no order is turned round. */
export function disguised(value: unknown): unknown {
  if (value === 0) return Object.is(value, 0) ? -0 : 0;
  if (typeof value !== 'object' || value === null) return value;
  const named = namesOf(value)
    .reverse()
    .map((name): [PropertyKey, unknown] => [name, disguised(Reflect.get(value, name))]);
  return define(turned(value), [['absent', undefined], ...named]);
}

function turned(value: object): object {
  if (types.isDate(value)) return new Date(value.getTime());
  if (types.isTypedArray(value)) return value.slice();
  if (Array.isArray(value)) return value.map(disguised);
  if (types.isMap(value)) return new Map([...value].reverse().map(([key, item]) => [disguised(key), disguised(item)]));
  if (types.isSet(value)) return new Set([...value].reverse().map(disguised));
  return Object.getPrototypeOf(value) === null ? {} : Object.create(null);
}

function define<T extends object>(target: T, properties: readonly (readonly [PropertyKey, unknown])[]): T {
  for (const [name, value] of properties)
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  return target;
}
