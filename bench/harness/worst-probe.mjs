/** Prints what one single call takes at its worst, in milliseconds: `node worst-probe.mjs <case> <competitor>`. "null" where a competitor has nothing of the kind. */
import { createRequire } from 'node:module';

const [, , name, who] = process.argv;
const require = createRequire(import.meta.url);
const warmscope = () => import(process.env.BENCH_WARMSCOPE ?? new URL('../../dist/esm/index.js', import.meta.url).href);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @param {() => unknown} work */
const timed = (work) => {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
};

/** @param {(key: unknown) => unknown} load @param {number} max */
const lruMap = (load, max) => {
  const entries = new Map();
  return (/** @type {unknown} */ key) => {
    let value = entries.get(key);
    if (value !== undefined) entries.delete(key);
    else value = load(key);
    entries.set(key, value);
    if (entries.size > max) entries.delete(entries.keys().next().value);
    return value;
  };
};

/** A cached function with a bound. @param {(key: unknown) => unknown} load @param {number} max */
async function cachedBy(load, max) {
  if (who === 'warmscope') return (await warmscope()).cached(load, { max });
  if (who === 'lru-cache') {
    const { LRUCache } = await import('lru-cache');
    const cache = new LRUCache({ max });
    return (/** @type {unknown} */ key) => {
      const found = cache.get(/** @type {never} */ (key));
      if (found !== undefined) return found;
      const value = load(key);
      cache.set(/** @type {never} */ (key), /** @type {never} */ (value));
      return value;
    };
  }
  if (who === 'memoizee') return require('memoizee')(load, { max, primitive: true, length: 1 });
  return lruMap(load, max);
}

/** Owners with an entry each, and one more that makes the oldest give way. */
async function ownersOf(/** @type {number} */ count) {
  if (who !== 'warmscope') return undefined;
  const { Cached } = await warmscope();
  class Item {
    load(/** @type {number} */ x) {
      return x;
    }
  }
  const own = Object.getOwnPropertyDescriptor(Item.prototype, 'load');
  Object.defineProperty(Item.prototype, 'load', Cached({ max: count })(Item.prototype, 'load', own) ?? own);
  const items = [];
  for (let index = 0; index < count; index++) {
    const item = new Item();
    item.load(1);
    items.push(item);
    if (index % 500 === 0) await turn();
  }
  return { Item, items };
}

const CASES = {
  async insert() {
    const get = await cachedBy((key) => ({ key }), 100_000);
    for (let key = 0; key < 100_000; key++) get(key);
    for (let key = 0; key < 100_000; key++) get((key * 7_919) % 100_000);
    return timed(() => get(-1));
  },
  async eviction() {
    const owners = await ownersOf(80_000);
    if (owners === undefined) return null;
    for (const item of owners.items) item.load(1);
    return timed(() => new owners.Item().load(1));
  },
  async owner() {
    const owners = await ownersOf(2_000);
    if (owners === undefined) return null;
    const rounds = [];
    for (let round = 0; round < 50; round++) rounds.push(timed(() => new owners.Item().load(1)));
    return rounds.sort((one, other) => one - other)[25];
  },
  async thaw() {
    if (who !== 'warmscope') return null;
    const { cached, registry, runInvocation } = await warmscope();
    let now = 1e12;
    registry.configure({ clock: { now: () => now } });
    const get = cached((/** @type {number} */ key) => key, { max: 1_000_000, ttl: '10h' });
    for (let key = 0; key < 1_000_000; key++) get(key);
    await runInvocation({}, () => 1);
    for (let key = 0; key < 1_000_000; key++) get((key * 7_919) % 1_000_000);
    now += 60_000;
    const startedAt = performance.now();
    return runInvocation({}, () => performance.now() - startedAt);
  },
  async join() {
    if (who !== 'warmscope') return null;
    const { cached } = await warmscope();
    const part = cached(() => new Promise(() => undefined), { key: (/** @type {number} */ index) => index, max: 1e6 });
    const wide = cached(async () => Promise.all(Array.from({ length: 8_000 }, (_, index) => part(index))));
    const page = cached(async (/** @type {number} */ _id) => wide());
    void wide();
    page(0);
    return timed(() => void page(1));
  },
  async stats() {
    if (who !== 'warmscope') return null;
    const { cached, registry } = await warmscope();
    for (let index = 0; index < 1_000; index++) cached((/** @type {number} */ key) => ({ key }), { name: `m${index}` })(1);
    registry.stats();
    return timed(() => registry.stats());
  },
  async dictionary() {
    const dictionary = Object.fromEntries(Array.from({ length: 300_000 }, (_, index) => [`k${index}`, index]));
    const get = await cachedBy(() => dictionary, 100);
    get(0);
    return timed(() => get(1));
  },
  async depth() {
    let deepest = 0;
    const get = await cachedBy((level) => {
      deepest = Number(level);
      return get(deepest + 1);
    }, 1e6);
    try {
      get(0);
    } catch {
      // The end of the stack is what is looked for.
    }
    return deepest;
  },
  async asyncDepth() {
    let deepest = 0;
    const get = await cachedBy(async (level) => {
      deepest = Number(level);
      return get(deepest + 1);
    }, 1e6);
    await Promise.resolve(get(0)).catch(() => undefined);
    return deepest;
  },
};

process.removeAllListeners('warning');
process.on('warning', () => undefined);
const figure = await CASES[/** @type {keyof typeof CASES} */ (name)]();
process.stdout.write(JSON.stringify(figure), () => process.exit());
await new Promise(() => undefined);
