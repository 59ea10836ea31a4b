import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

/** The code of what makes the nth value of a kind, no part of which any other one shares. */
const SHAPES: Record<string, string> = {
  'JSON of 100 B': "JSON.parse(JSON.stringify({ id: n, name: 'customer ' + n, email: n + '@example.com', active: true, since: 2020 }))",
  'JSON of 1 KB, nested': 'JSON.parse(JSON.stringify(order(n, 4)))',
  'JSON of 10 KB, nested': 'JSON.parse(JSON.stringify(order(n, 60)))',
  'JSON of 100 KB, nested': 'JSON.parse(JSON.stringify(order(n, 600)))',
  'JSON of 1 MB, nested': 'JSON.parse(JSON.stringify(order(n, 6000)))',
  'objects of one literal': '({ id: n, at: n + 0.5, label: text(30, n), flags: [true, false], next: null })',
  'class instances': 'new Point(n, n + 0.5, text(20, n))',
  'a text of 30 characters': 'text(30, n)',
  'a text of 100 KB, one byte a character': 'text(100_000, n)',
  'a text of 50,000 characters, two bytes each': "text(49_990, n) + '\\u20ac\\u4e2d'",
  'a text that was put together': "text(20_000, n) + '-' + text(20_000, n)",
  'an array of 1,000 whole numbers': 'Array.from({ length: 1000 }, (_, i) => i + n)',
  'an array of 1,000 fractions': 'Array.from({ length: 1000 }, (_, i) => i + 0.5 + n)',
  'an array of 1,000 numbers and texts': 'Array.from({ length: 1000 }, (_, i) => (i % 2 ? i + 0.5 : text(12, i)))',
  'an array of 2,000 objects': 'Array.from({ length: 2000 }, (_, i) => ({ i, name: text(15, i), at: i / 3 }))',
  'an array of 100,000 texts': 'Array.from({ length: 100_000 }, (_, i) => text(14, i))',
  'an array that has been filled by push': '(() => { const all = []; for (let i = 0; i < 1500; i++) all.push({ i, n }); return all; })()',
  'a Map of 1,000 texts': 'new Map(Array.from({ length: 1000 }, (_, i) => [text(16, i), i]))',
  'a Map of 5 objects': 'new Map(Array.from({ length: 5 }, (_, i) => [i, { i, n }]))',
  'a Set of 1,000 texts': 'new Set(Array.from({ length: 1000 }, (_, i) => text(16, i)))',
  'an object as a table of 1,000 texts':
    'Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [text(12, i + 1000 * n), text(20, i)]))',
  'a table of 1,000 texts by keys that all have':
    "JSON.parse('{' + Array.from({ length: 1000 }, (_, i) => '\"key ' + i + '\":\"' + text(20, i) + '\"').join() + '}')",
  'a table of 300 numbers, parsed': `JSON.parse('{' + Array.from({ length: 300 }, (_, i) => '"user-' + (10_000 + i) + '.' + n + '":' + i).join() + '}')`,
  'a table of 60 numbers': 'Object.fromEntries(Array.from({ length: 60 }, (_, i) => [text(12, i + 1000 * n), i]))',
  'a table of 60 numbers, parsed':
    'JSON.parse(JSON.stringify(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [text(12, i + 1000 * n), i]))))',
  'a table of 15 numbers, parsed':
    'JSON.parse(JSON.stringify(Object.fromEntries(Array.from({ length: 15 }, (_, i) => [text(12, i + 1000 * n), i]))))',
  'a Buffer of 64 KB': 'Buffer.alloc(65_536, n)',
  'a small view of a large Buffer': 'Buffer.alloc(65_536, n).subarray(10, 20)',
  'a Float64Array of 1,000': 'new Float64Array(1000).fill(n)',
  'an array of 200 Dates': 'Array.from({ length: 200 }, (_, i) => new Date(1e12 + i * 1000 + n))',
  'an array of 500 large integers': 'Array.from({ length: 500 }, (_, i) => 2n ** 70n + BigInt(i))',
  'an Error': "new Error('no such customer: ' + text(20, n))",
  closures: 'Array.from({ length: 100 }, (_, i) => () => i)',
  'parts that are shared': '(() => { const part = order(n, 20); return { first: part, second: part, all: [part, part, part] }; })()',
  'a cycle': '(() => { const one = { n, name: text(50, n) }; const other = { one, rows: order(n, 5) }; one.other = other; return one; })()',
  'an answer of an SDK, DynamoDB': `({ $metadata: { httpStatusCode: 200, requestId: text(52, n), attempts: 1, totalRetryDelay: 0 }, Count: 25, ScannedCount: 25,
    Items: Array.from({ length: 25 }, (_, i) => ({ pk: { S: 'USER#' + text(12, i) }, sk: { S: 'ORDER#' + text(12, n) }, total: { N: String(i * 12.5) }, tags: { L: [{ S: 'a' + i }, { S: 'b' + i }] } })) })`,
  'an answer of an SDK, S3': `({ $metadata: { httpStatusCode: 200, requestId: text(16, n), extendedRequestId: text(76, n), attempts: 1 }, KeyCount: 100, IsTruncated: false,
    Contents: Array.from({ length: 100 }, (_, i) => ({ Key: 'reports/2026/' + text(20, i) + '.json', LastModified: new Date(1.7e12 + i), ETag: '"' + text(32, i) + '"', Size: 1000 + i, StorageClass: 'STANDARD' })) })`,
};

const PROGRAM = `
  import { estimateBytes } from './build/tc39/src/util/estimate.js';
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  let made = 0;
  // Flat texts of their own.
  const text = (length, n) => Buffer.from(('t' + made++ + '.' + n + alphabet).padEnd(length, alphabet).slice(0, length), 'latin1').toString('latin1');
  const order = (n, lines) => ({ id: 'order-' + n + text(14, n), customer: { id: n, name: text(22, n), address: { street: text(18, n), city: text(11, n), zip: 10115 } },
    lines: Array.from({ length: lines }, (_, i) => ({ sku: text(14, i), amount: i % 7, price: i + 0.99, currency: 'EUR', title: text(40, i), stock: { here: i, there: n } })), paid: false });
  class Point { constructor(x, y, label) { this.x = x; this.y = y; this.label = label; this.seen = false; } }
  const used = () => { for (let i = 0; i < 2; i++) gc(); const { heapUsed, external, arrayBuffers } = process.memoryUsage(); return heapUsed + external; };
  const measure = (make) => {
    for (let n = 0; n < 3; n++) make(n);
    const size = estimateBytes(make(3));
    const count = Math.min(60_000, Math.max(4, Math.round(6e6 / size)));
    const kept = new Array(count).fill(0);
    const before = used();
    let estimated = 0;
    for (let n = 0; n < count; n++) {
      kept[n] = make(n);
      estimated += estimateBytes(kept[n]) - 8;
    }
    const grown = used() - before;
    return [Math.round(grown / kept.length), Math.round(estimated / kept.length)];
  };
  const shapes = {SHAPES};
  console.log(JSON.stringify(Object.fromEntries(Object.entries(shapes).map(([name, make]) => [name, measure(make)]))));
`;

describe('util/estimate, beside what the heap grows by', () => {
  it('is right within a factor of 1.5, whatever the shape', async () => {
    const shapes = Object.entries(SHAPES).map(([name, code]) => `${JSON.stringify(name)}: (n) => ${code}`);
    const source = PROGRAM.replace('{SHAPES}', () => `{ ${shapes.join(',\n')} }`);
    const measured = (await printedBy(source, { flags: ['--expose-gc'] })) as Record<string, [grown: number, estimated: number]>;
    expect(Object.keys(measured)).to.have.members(Object.keys(SHAPES));
    const wrong = Object.entries(measured).filter(([, [grown, estimated]]) => !(estimated / grown < 1.5 && grown / estimated < 1.5));
    if (process.env.SHOW_ESTIMATES === '1') console.table(measured);
    expect(wrong.map(([name, [grown, estimated]]) => `${name}: ${estimated} for ${grown}`)).to.deep.equal([]);
  }).timeout(120_000);
});
