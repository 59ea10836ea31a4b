// A soak of the bounds: 50 cached methods with random limits, values from 10 bytes to 100 KB, a budget. Prints the heap after each tenth, and
// fails if the last tenth holds more than 10 % more than the first, or if anything that always holds does not.
// Usage: node --expose-gc bench/soak.mjs [calls, default 2,000,000] [seed]. Build first.
import { cached, cacheOf, registry } from '../dist/esm/index.js';

const calls = Number(process.argv[2] ?? 2_000_000);
let state = Number(process.argv[3] ?? 1);

/** A number from 0 to 1, the same ones for the same seed. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

const WARM_UP = 25_000;
const BUDGET = 48 * 2 ** 20;
const pick = (list) => list[Math.floor(random() * list.length)];
/** Sizes by their logarithm: as many from 10 to 100 bytes as from 10 to 100 KB. */
const sizeOf = () => Math.round(10 ** (1 + 4 * random()));

let made = 0;
const MAKERS = [
  (size) => Buffer.alloc(size),
  (size) => `${made++}`.padEnd(size, 'text '),
  (size) => Array.from({ length: Math.ceil(size / 60) }, (_, row) => ({ row, name: `row ${made++}` })),
  (size) => ({ id: made++, list: new Array(Math.ceil(size / 8)).fill(made) }),
  (size) => new Map(Array.from({ length: Math.ceil(size / 80) }, (_, row) => [row, `item ${made++}`])),
];

registry.configure({ maxBytes: BUDGET });
const methods = Array.from({ length: 50 }, (_, index) => {
  const make = pick(MAKERS);
  const options = {
    name: `method ${index}`,
    key: (id) => id,
    max: pick([5, 50, 500, 5_000]),
    maxBytes: pick([undefined, '64KB', '1MB', '8MB']),
    weigh: pick([undefined, undefined, (_value, _id, size) => size]),
    ttl: pick([undefined, undefined, 5, 1_000]),
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const load = random() < 0.5 ? cached(async (_id, size) => make(size), given) : cached((_id, size) => make(size), given);
  return { load, cache: cacheOf(load), most: options.maxBytes && { '64KB': 2 ** 16, '1MB': 2 ** 20, '8MB': 2 ** 23 }[options.maxBytes] };
});

/** What always holds, of one method after each call, and of all now and then. */
function check({ cache, most }, isAll) {
  const { size, max, bytes } = cache.stats();
  if (size > max || bytes > (most ?? BUDGET) || bytes < 0) throw new Error(`beyond its bounds: ${JSON.stringify(cache.stats())}`);
  if (!isAll) return;
  const total = registry.stats().caches.reduce((sum, row) => sum + row.bytes, 0);
  if (total > BUDGET) throw new Error(`the budget is exceeded: ${total}`);
}

/** One call of some method, with what else a program might do. */
async function step() {
  const method = pick(methods);
  const id = Math.floor(random() ** 3 * 3_000);
  const result = method.load(id, sizeOf());
  if (random() < 0.01) method.cache.delete(id);
  if (random() < 0.0001) method.cache.clear();
  await result;
  return method;
}

// What fills the caches is no growth.
for (let call = 0; call < WARM_UP; call++) await step();
const heaps = [];
const tenth = Math.floor(calls / 10);
let done = 0;
const startedAt = performance.now();
for (let part = 0; part < 10; part++) {
  let sum = 0;
  for (let call = 0; call < tenth; call++, done++) {
    check(await step(), done % 1_000 === 0);
    if (done % Math.max(1, Math.floor(tenth / 10)) === 0) {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      sum += (heapUsed + external) / 2 ** 20;
    }
  }
  heaps.push(Math.round(sum / Math.ceil(tenth / Math.max(1, Math.floor(tenth / 10)))));
}
const { caches } = registry.stats();
const of = (field) => caches.reduce((sum, row) => sum + row[field], 0);
console.log(
  JSON.stringify({
    calls: done,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    megabytes: heaps,
    hits: of('hits'),
    evictions: of('evictions'),
    uncacheable: of('uncacheable'),
    bytes: of('bytes'),
  }),
);
const [first] = heaps;
if (!(heaps[9] <= first * 1.1)) {
  console.error(`the heap has grown from ${first} to ${heaps[9]} MB`);
  process.exitCode = 1;
}
