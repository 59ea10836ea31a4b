import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

/** What a child process found out: nothing of it may be wrong. */
interface Findings {
  readonly unhandled: number;
  readonly wrong: readonly string[];
}

const SOUND: Findings = { unhandled: 0, wrong: [] };

/** What makes a recursive async `f(n)`, which gives n. */
const KINDS = {
  'a function': 'const f = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max });',
  'a ttl and tags by the value':
    "const f = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max, ttl: '1h', tags: (n) => ['n' + (n % 5), 'all'] });",
  'stale windows and bytes':
    "const f = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max, ttl: '1h', staleIfError: '1h', maxBytes: '8MB' });",
  'errors that are kept, and a timeout':
    "const f = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max, errorTtl: '1ms', timeout: '1h' });",
  'a bound that is reached': 'const f = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max: 10 });',
  'three parameters': 'const f = cached(async (n, one, two) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max });',
  'an async function between': `
    const between = async (n) => await f(n);
    const f = cached(async (n) => (n === 0 ? 0 : 1 + (await between(n - 1))), { max });`,
  'promises without async functions':
    'const f = cached((n) => (n === 0 ? Promise.resolve(0) : f(n - 1).then((value) => 1 + value)), { max });',
  'two functions': `
    const g = cached(async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))), { max });
    const f = cached(async (n) => (n === 0 ? 0 : 1 + (await g(n - 1))), { max });`,
  'calls that join': 'const f = cached(async (n) => (n === 0 ? 0 : 1 + (await Promise.all([f(n - 1), f(n - 1)]))[0]), { max });',
  'entries cleared meanwhile': `
    const f = cached(async (n) => {
      if (n > 500 && n % 100 === 0) cacheOf(f).clear();
      return n === 0 ? 0 : 1 + (await f(n - 1));
    }, { max });`,
  'refreshes of cacheOf': 'const f = cached(async (n) => (n === 0 ? 0 : 1 + (await cacheOf(f).refresh(n - 1))), { max });',
};

/** Asks for the depth at which a recursion overflows, and then whether its caches are sound. */
const asked = (make: string, isNoted: boolean): string => `
  import { cached, cacheOf } from 'warmscope';
  Error.stackTraceLimit = 5;
  let unhandled = 0;
  process.on('unhandledRejection', () => unhandled++);
  process.on('warning', () => {});
  if (${isNoted}) {
    Promise.reject(new Error('noted'));
    await new Promise(setImmediate);
    unhandled = 0;
  }
  const max = 100_000;
  const make = () => { ${make} return f; };
  const made = [];
  let low = 1_000, high = 6_000;
  while (high - low > 20) {
    const depth = (low + high) >> 1;
    const f = make();
    made.push(f);
    let value;
    try { value = await f(depth); } catch {}
    if (value === depth) low = depth;
    else high = depth;
  }
  const wrong = [];
  for (const f of made) {
    for (let n = 0; n < 500; n += 5) {
      const value = await f(n);
      if (value !== n) wrong.push(n + ' gave ' + value);
    }
    const cache = cacheOf(f);
    let count = 0;
    for (let n = 0; n < 6_000; n++) if (cache.has(n)) count++;
    const before = cache.stats();
    if (before.size !== count || count > before.max) wrong.push('size ' + before.size + ' of ' + count);
    await f(495);
    if (cache.stats().hits !== before.hits + 1) wrong.push('no hit');
  }
  await new Promise(setImmediate);
  console.log(JSON.stringify({ unhandled, wrong }));`;

// Kind of fault: Putting a cache right began where no stack was left for it, so that an async function rejected at the end of the stack, where Node
// fails to note that somebody handles it: the process ended. Nothing of it has been compiled when a process is cold, for which V8 needs 40 KB.
describe('regression: overflows of a process that is cold', () => {
  for (const [what, make] of Object.entries(KINDS))
    for (const isNoted of [false, true])
      it(`leave caches that are sound: ${what}${isNoted ? ', after a rejection' : ''}`, async () => {
        expect(await printedBy(asked(make, isNoted))).to.deep.equal(SOUND);
      });
});
