import { expect } from 'chai';
import { runNode } from '../docs/programs.js';

/** How many entries there are at once; TAGGED_ENTRIES sets another number. */
const ENTRIES = Number(process.env.TAGGED_ENTRIES ?? 50_000);

/** Churns these entries with three tags each ten times, then does it with instances that are collected, and prints the heap. */
const program = `
import { Cached, cached, cacheOf, registry } from 'warmscope';

const ENTRIES = ${ENTRIES};
const turn = () => new Promise((resolve) => setImmediate(resolve));
async function heap() {
  for (let round = 0; round < 4; round++) {
    await turn();
    gc();
  }
  return process.memoryUsage().heapUsed;
}

let now = 1_000_000;
registry.configure({ clock: { now: () => now } });
const load = cached((key) => key, {
  max: ENTRIES,
  ttl: '1m',
  tags: (_value, key) => ['user:' + (key % 1_000), 'item:' + key, 'all'],
});
const ways = [
  () => void registry.invalidateTags('all'),
  () => cacheOf(load).clear(),
  () => {
    for (let user = 0; user < 1_000; user++) void registry.invalidateTags('user:' + user);
  },
  () => {},
  () => {
    now += 60_000;
  },
];
const empty = await heap();
const heaps = [];
for (let churn = 0; churn < 10; churn++) {
  // Other keys each time, so that what is left behind shows.
  for (let key = churn * ENTRIES; key < (churn + 1) * ENTRIES; key++) load(key);
  heaps.push((await heap()) - empty);
  ways[churn % ways.length]();
}
registry.clear();
const left = (await heap()) - empty;

const member = (tags) => cached((key) => ({ key }), { tags: (_value, key) => [...tags, 'key:' + key] });
const collected = [];
for (let churn = 0; churn < 10; churn++) {
  await (async () => {
    for (let at = 0; at < 1_000; at++) {
      const short = member(['short', 'of:' + churn + ':' + at]);
      for (let key = 0; key < 10; key++) short(key);
      if (at % 100 === 0) await turn();
    }
  })();
  collected.push(await heap());
}
console.log(JSON.stringify({ heaps, left, collected }));
`;

describe('tags in the heap', function () {
  this.timeout(240_000);

  it('leave nothing behind: the heap stays flat over ten times as many entries with three tags each, and over owners that come and go', async () => {
    const { stdout, stderr } = await runNode(['--expose-gc', '--no-warnings', '--input-type=module', '-e', program]);
    expect(stderr).to.equal('');
    const { heaps, left, collected } = JSON.parse(stdout) as { heaps: number[]; left: number; collected: number[] };
    const full = Number(heaps[0]);
    // V8 doubles a Map in which entries replace others one by one, so each way of going is compared with itself.
    for (const [churn, heap] of heaps.entries())
      if (churn > 5) expect(heap / Number(heaps[churn - 5]), `full: ${heaps.join(' ')}`).to.be.within(0.95, 1.05);
    expect(left / full, 'empty again').to.be.lessThan(0.05);
    const [, second, ...later] = collected;
    for (const heap of later) expect(heap / Number(second), `collected: ${collected.join(' ')}`).to.be.lessThan(1.1);
  });
});
