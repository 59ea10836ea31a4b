import { expect } from 'chai';
import { cached, cacheOf, createHandler, registry, runInvocation } from '../../src/index.js';
import { Container } from '../../src/registry/container.js';
import { heapGuard } from '../../src/registry/heap-guard.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const MB = 2 ** 20;

describe('registry.configure({ heapGuard })', () => {
  keepInvariants();
  const reports = collectReports();
  useFakeClock();
  const heap = { used: 0, limit: 100 * MB };
  let guard = heapGuard.of(containerRegistry);
  beforeEach(() => {
    registry.clear();
    // Each spec has a guard of its own, that has warned of nothing.
    containerRegistry.parts.delete('heapGuard');
    guard = heapGuard.of(containerRegistry);
    guard.heap = heap;
    heap.used = 0;
  });
  after(() => containerRegistry.parts.delete('heapGuard'));

  const weigher = (name: string) => cached((id: number) => `${name} ${id}`, { weigh: () => MB, name });
  const invoke = (): Promise<unknown> => runInvocation({}, () => undefined);
  const size = (load: ReturnType<typeof weigher>): number => cacheOf(load).size;

  it('sheds the least recently used of all methods when an invocation ends near the limit', async () => {
    const [one, two] = [weigher('one'), weigher('two')];
    for (let id = 0; id < 20; id++) {
      one(id);
      two(id);
    }
    for (let id = 0; id < 20; id++) one(id);
    heap.used = 67 * MB;
    await invoke();
    expect([size(one), size(two)]).to.deep.equal([20, 20]);
    heap.used = 86 * MB;
    await invoke();
    // 86 MB are 22.25 more than is safe.
    expect([size(one), size(two)]).to.deep.equal([17, 0]);
    expect(cacheOf(one).has(3)).to.equal(true);
    expect(cacheOf(one).stats()).to.include({ evictions: 3, bytes: 17 * MB });
    const [warning, ...more] = await reports.warnings();
    expect([warning?.code, more.length]).to.deep.equal(['WARN_WARMSCOPE_HEAP', 0]);
    expect(warning?.message).to.contain('86.0 of 100.0 MB').and.contain('23 entries').and.contain('maxBytes');
  });

  it('what was shed and not collected yet is not shed twice; what comes in addition is', async () => {
    const load = weigher('pending');
    for (let id = 0; id < 60; id++) load(id);
    heap.used = 86 * MB;
    await invoke();
    const left = size(load);
    expect(left).to.equal(37);
    await invoke();
    await invoke();
    expect(size(load)).to.equal(left);
    heap.used = 96 * MB;
    await invoke();
    expect(size(load)).to.be.lessThan(left);
    expect((await reports.codes()).length, 'warned of once').to.equal(1);
  });

  it('where shedding did not help, it sheds more once V8 has collected', async () => {
    const load = weigher('more');
    for (let id = 0; id < 60; id++) load(id);
    heap.used = 90 * MB;
    await invoke();
    const left = size(load);
    for (let round = 0; round < 5; round++) {
      globalThis.gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await invoke();
    expect(size(load)).to.be.lessThan(left);
  });

  it('estimates what nobody weighs', async () => {
    const load = cached((id: number) => Buffer.alloc(MB, id), { name: 'estimated' });
    for (let id = 0; id < 30; id++) load(id);
    heap.used = 85.1 * MB;
    await invoke();
    expect(cacheOf(load).size).to.be.within(8, 9);
  });

  it('gives up everything where that is not enough, and lives with an empty cache', async () => {
    const load = weigher('all');
    for (let id = 0; id < 5; id++) load(id);
    heap.used = 99 * MB;
    await invoke();
    expect(size(load)).to.equal(0);
    await invoke();
    load(1);
    expect(size(load)).to.equal(1);
  });

  it('says nothing where there is nothing to shed', async () => {
    heap.used = 99 * MB;
    await invoke();
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('is asked for a share, for none, and for the default again', async () => {
    try {
      const load = weigher('share');
      for (let id = 0; id < 20; id++) load(id);
      heap.used = 84 * MB;
      registry.configure({ heapGuard: false });
      heap.used = 99 * MB;
      await invoke();
      expect(size(load)).to.equal(20);
      registry.configure({ heapGuard: undefined });
      heap.used = 63 * MB;
      await invoke();
      expect(size(load)).to.equal(20);
      heap.used = 80 * MB;
      registry.configure({ heapGuard: 0.8 });
      await invoke();
      expect(size(load)).to.be.lessThan(20);
      expect(guard.share).to.equal(0.8);
    } finally {
      registry.configure({ heapGuard: undefined });
    }
  });

  it('works for handlers, and after what failed', async () => {
    const load = weigher('handler');
    for (let id = 0; id < 30; id++) load(id);
    heap.used = 86 * MB;
    const handler = createHandler(() => {
      throw new Error('failed');
    });
    await handler({}, {}).catch(() => undefined);
    expect(size(load)).to.equal(7);
  });

  it('gives budgets their bytes back', async () => {
    try {
      registry.configure({ maxBytes: '50MB' });
      const load = weigher('budget');
      for (let id = 0; id < 40; id++) load(id);
      heap.used = 90 * MB;
      await invoke();
      expect(containerRegistry.caches.budget?.bytes).to.equal(size(load) * MB);
    } finally {
      registry.configure({ maxBytes: undefined });
    }
  });

  it('a heap that cannot be looked at breaks no invocation', async () => {
    guard.heap = {
      get used(): number {
        throw new Error('no statistics');
      },
      limit: 1,
    };
    expect(await runInvocation({}, () => 'done')).to.equal('done');
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
  });

  it('is there only where invocations are entered', () => {
    expect(heapGuard.in(new Container())).to.equal(undefined);
  });
});
