import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Envelope, Envelopes } from '../../src/shared/envelope.js';
import { sealWith } from './seal-with.js';

export const SECRETS = ['a secret of all Nodes'];
export const KEY = '["rates@1",null,["EUR"]]';

const withStack = <E extends Error>(error: E): E =>
  Object.assign(error, { stack: 'Error: failed\n    at rate (file:///app/prices.js:1:1)' });

/** An object in many places, some of them in the cause of an error. */
function graph(error: Error, shared: object): unknown {
  const bytes = new Uint8Array([1, 2, 3]);
  const node: unknown[] = [shared, error, shared, bytes, error, bytes];
  node.push(node, new Map([[node, new Set([shared, node])]]));
  return node;
}

function graphOfCauses(): unknown {
  const shared = { at: new Date(0) };
  const cause = { why: withStack(new RangeError('because')), shared, again: [shared] };
  return graph(withStack(new TypeError('failed', { cause })), shared);
}

/** Values that are written by each Node and read by each, by their names. */
export const VALUES: Readonly<Record<string, () => unknown>> = {
  primitives: () => [undefined, null, true, 0, -0, Number.NaN, 1.5, 2 ** 40, -(2n ** 70n), 'text', 'ünïcödé 語 😀', '\ud800'],
  objects: () => ({ a: 1, b: { c: [1, 2, { d: undefined }] }, '1': 2, ...JSON.parse('{"__proto__":{"x":1}}') }),
  arrays: () => Object.assign(new Array(3).concat('a'), { index: 1, groups: undefined }),
  dates: () => [new Date(0), new Date(8.64e15), new Date(Number.NaN)],
  collections: () => new Map<unknown, unknown>([[{ a: 1 }, new Set([1n, new Map()])], ['k', 'v']]), // biome-ignore format: a table
  patterns: () => [/a+/giu, /(?<year>\d{4})/dsy, Reflect.construct(RegExp, ['\\p{L}', 'v'])],
  errors: () => [new Error('failed'), new Error(), new SyntaxError('')].map(withStack),
  boxes: () => [Object(1), Object('ab'), Object(false), Object(5n)],
  bytes: () => [Buffer.from('text'), Uint8Array.of(1, 2), Float64Array.of(1.5), BigInt64Array.of(-1n), Uint8ClampedArray.of(255)],
  memory: () => [
    new DataView(Uint8Array.of(1, 2, 3).buffer, 1),
    Uint8Array.of(1, 2, 3).buffer,
    Reflect.construct(ArrayBuffer, [2, { maxByteLength: 4 }]),
  ],
  graph: () => graph(withStack(new TypeError('failed')), { at: new Date(0) }),
  causes: graphOfCauses,
  large: () => Array.from({ length: 100 }, (_, id) => ({ id, name: `name ${id}`, at: new Date(id), tags: ['a', 'b'] })),
};

/** What Node 24 and later write of a kind that older ones do not know; undefined where this Node has none. */
export function float16(): unknown {
  const Float16 = Reflect.get(globalThis, 'Float16Array');
  return Float16 && Reflect.construct(Float16, [[1.5, 2]]);
}

export function envelope(value: unknown): Envelope {
  const epochs: Envelope['epochs'] = [['rates@1', new Uint8Array(9).fill(1)]];
  return { value, key: KEY, at: 1_764_000_000_000, ttl: 300_000, stale: 0, loadMs: 12, tags: ['fx'], epochs };
}

/** Envelopes in base64 by the names of their values, plain and sealed. */
export interface Written {
  readonly node: string;
  readonly plain: Readonly<Record<string, string>>;
  readonly sealed: Readonly<Record<string, string>>;
}

const FOLDER = 'spec/shared/nodes';

/** What was written by each Node that has a file. */
export function writtenUnder(root: string): Written[] {
  return readdirSync(join(root, FOLDER)).map((file) => JSON.parse(readFileSync(join(root, FOLDER, file), 'utf8')));
}

function written(secrets: readonly string[]): Record<string, string> {
  const envelopes = new Envelopes(secrets);
  const values = { ...VALUES, ...(float16() === undefined ? {} : { float16 }) };
  const texts = Object.entries(values).map(([name, make]) => [name, Buffer.from(sealWith(envelopes, envelope(make()))).toString('base64')]);
  return Object.fromEntries(texts);
}

// A Node's file is written anew by it: npx -y -p node@24 node node_modules/tsx/dist/cli.mjs spec/shared/nodes.ts
if (process.argv[1]?.endsWith('nodes.ts') === true) {
  const all: Written = { node: process.version, plain: written([]), sealed: written(SECRETS) };
  const [major] = process.versions.node.split('.');
  writeFileSync(join(FOLDER, `node-${major}.json`), `${JSON.stringify(all, null, 2)}\n`);
}
