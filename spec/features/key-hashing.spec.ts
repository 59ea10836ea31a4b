import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { Cached, type CachedOptions, ContainerSingleton, cached, cacheOf, Invalidates, type Key, registry, runInvocation } from '../../src/index.js'; // biome-ignore format: one line
import { MARKS } from '../../src/keys/key.js';
import type { CachedMember } from '../../src/registry/cached-member.js';
import { keyHashing } from '../../src/registry/key-hashing.js';
import { FORMS, FunctionRig } from '../cache/function-rig.js';
import { anyCached, thrownBy } from '../decorators/any-decorator.js';
import { bundled } from '../packaging/copies.js';
import { printedBy, useFolder } from '../packaging/project.js';
import { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const HASHED = { keys: 'hashed' } as const;
const HASH = /^[A-Za-z0-9+/]{43}=$/;

/** What the store has in the place of keys. */
function keptKeys(member: CachedMember | undefined): unknown[] {
  return [...(member?.cache.entries.owners ?? [])].flatMap(([, partition]) =>
    [...partition.entries()].flatMap(({ part, rest }) => [part, rest]),
  );
}

function expectHashes(member: CachedMember | undefined, count: number): void {
  const kept = keptKeys(member);
  expect(kept).to.have.length(2 * count);
  for (const part of kept) if (part !== MARKS.alone) expect(part).to.match(HASH);
}

@ContainerSingleton
class ByFirst {
  build(event: { id: string }): Key {
    return [event.id, 1];
  }
}

class Reports {
  loads = 0;

  @Cached(HASHED) structural(_user: string, _options?: object): number {
    return ++this.loads;
  }
  @Cached({ ...HASHED, key: (user: { id: string }) => user.id }) async keyed(_user: { id: string }): Promise<number> {
    return ++this.loads;
  }
  @anyCached({ ...HASHED, key: 'hashed-by-name' }) named(_one: unknown, _two: unknown, _three: unknown): number {
    return ++this.loads;
  }
  @Cached({ ...HASHED, key: ByFirst }) byToken(_event: { id: string }): number {
    return ++this.loads;
  }
  @Cached({ ...HASHED, per: 'class' }) shared(_user: string): number {
    return ++this.loads;
  }
  @Cached(HASHED) static count(_user: string): object {
    return {};
  }
  @Cached(HASHED) get value(): number {
    return ++this.loads;
  }
  @Cached({ ...HASHED, scope: 'tenant' }) tenant(_user: string): number {
    return ++this.loads;
  }
  @Invalidates('structural', { key: (user: string) => user })
  @Invalidates('keyed', { key: (user: string) => user })
  change(_user: string): void {}
  @Invalidates('structural', { key: (...args: unknown[]) => args as Key })
  changeAll(..._args: unknown[]): void {}
}

describe("keys: 'hashed'", () => {
  keepInvariants();
  collectReports();
  const folder = useFolder();
  const memberOf = (name: keyof Reports): CachedMember => {
    const found = containerRegistry.caches.members().findLast(({ key, owner }) => key === name && owner === Reports.prototype);
    if (found === undefined) throw new Error(`no member ${name}`);
    return found;
  };
  before(() => registry.keyBuilders.set('hashed-by-name', (one: unknown) => one as Key));
  after(() => registry.keyBuilders.delete('hashed-by-name'));
  afterEach(() => {
    registry.configure({ defaults: {}, clock: undefined });
    registry.clear();
  });

  for (const isAsync of [false, true]) {
    for (const form of Object.keys(FORMS)) {
      it(`keeps nothing but hashes, and finds them: a function ${form}, ${isAsync ? 'async' : 'sync'}`, async () => {
        let loads = 0;
        const rig = new FunctionRig(form, () => ++loads, isAsync, 3, HASHED, new FakeClock());
        const first = await Promise.all(['a', 'b', 'c'].map((key) => rig.call(key)));
        expect(await Promise.all(['a', 'b', 'c'].map((key) => rig.call(key)))).to.deep.equal(first);
        expect(rig.handle.stats()).to.include({ hits: 3, misses: 3, loads: 3 });
        expectHashes(containerRegistry.caches.members().at(-1), 3);
        expect([rig.peek('a'), rig.delete('a'), rig.delete('a'), rig.peek('a')]).to.deep.equal([[1], true, false, undefined]);
        rig.set(['a'], 'set');
        expect([await rig.call('a'), await rig.call('d'), rig.peek('b')]).to.deep.equal(['set', 4, undefined]);
        expect(await rig.refresh('a')).to.equal(5);
        expectHashes(containerRegistry.caches.members().at(-1), 3);
        await rig.expectAtRest();
      });
    }
  }

  it('of methods, getters, static ones, per class, by registered builders and by tokens', async () => {
    const reports = new Reports();
    const calls: Record<string, () => unknown> = {
      structural: () => reports.structural('u', { month: 'may' }),
      keyed: () => reports.keyed({ id: 'u' }),
      named: () => reports.named('u', 2, 3),
      byToken: () => reports.byToken({ id: 'u' }),
      shared: () => reports.shared('u'),
      value: () => reports.value,
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(await call(), name).to.equal(await call());
      expectHashes(memberOf(name as keyof Reports), 1);
    }
    expect(reports.loads).to.equal(Object.keys(calls).length);
    expect(Reports.count('u')).to.equal(Reports.count('u'));
    expect(cacheOf(Reports, 'count').has('u')).to.equal(true);
    expect(cacheOf(Reports, 'shared').peek('u')).to.equal(reports.shared('u'));
  });

  it("in one tenant are no other tenant's, and a delete from outside finds them all", async () => {
    // biome-ignore format: one line
    const reports = new Reports();
    const seen = [];
    for (const tenantId of ['a', 'b', 'a']) seen.push(await runInvocation({ tenantId }, () => reports.tenant('u')));
    expect(seen).to.deep.equal([1, 2, 1]);
    for (const part of keptKeys(memberOf('tenant')).flat()) if (typeof part === 'string' && part.length > 1) expect(part).to.match(HASH);
    expect([cacheOf(reports, 'tenant').delete('u'), cacheOf(reports, 'tenant').size]).to.deep.equal([true, 0]);
  });

  it('never collide: what plain keys tell apart, hashes do', () => {
    const keys: Key[] = ['1', 1, 1n, true, 'true', null, undefined, 'null', 'undefined', Number.NaN, 'NaN', ['a', 'b'], ['ab'], 'a,b', [['a'], 'b'], ['a'], 'a', [], '', [''], new Date(0), [new Date(0)], 0, Symbol.for('a'), Symbol('a'), Symbol('a'), '[1]', [1], '\ud800', '\ufffd', 'x'.repeat(600), 'x'.repeat(601)]; // biome-ignore format: one line
    let loads = 0;
    const load = cached((_key: unknown) => ++loads, { ...HASHED, key: (key: unknown) => key as Key });
    const first = keys.map((key) => load(key));
    expect(new Set(first).size).to.equal(keys.length);
    expect(keys.map((key) => load(key))).to.deep.equal(first);
    for (const hash of keptKeys(containerRegistry.caches.ofFunction(load)))
      if (typeof hash === 'string') expect(load(hash), 'a hash itself is a key like any other').to.be.greaterThan(keys.length);
  });

  it('of @Invalidates are hashed as well, arguments without brackets included', async () => {
    const reports = new Reports();
    const both = async (): Promise<unknown[]> => [reports.structural('u'), await reports.keyed({ id: 'u' })];
    const first = await both();
    reports.change('v');
    expect(await both()).to.deep.equal(first);
    reports.change('u');
    expect([cacheOf(reports, 'structural').size, cacheOf(reports, 'keyed').size]).to.deep.equal([0, 0]);
    reports.structural('u', { month: 'may' });
    reports.changeAll('u', { month: 'june' });
    expect(cacheOf(reports, 'structural').size).to.equal(1);
    reports.changeAll('u', { month: 'may' });
    expect(cacheOf(reports, 'structural').size).to.equal(0);
  });

  it('join, are fenced and fail as plain ones do', async () => {
    const gate = deferred<string>();
    let loads = 0;
    const load = cached(async (_user: { id: string }) => (++loads === 1 ? gate.promise : `load ${loads}`), {
      ...HASHED,
      key: ({ id }) => id,
    });
    const calls = [load({ id: 'u' }), load({ id: 'u' })];
    cacheOf(load).delete({ id: 'u' });
    expect(await load({ id: 'u' })).to.equal('load 2');
    gate.resolve('old');
    expect([await Promise.all(calls), await load({ id: 'u' })]).to.deep.equal([['old', 'old'], 'load 2']);
    const error = await errorOf(() => cached((_one: unknown) => 1, HASHED)(() => 1));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
    const circular = cached((key: string): string => circular(key), HASHED);
    expect(await errorOf(() => circular('u'))).to.have.property('code', 'ERR_WARMSCOPE_CIRCULAR_LOAD');
  });

  it('by default reach methods decorated earlier, whose plain keys go; and back', () => {
    let loads = 0;
    const load = cached((_user: string) => ++loads);
    const member = containerRegistry.caches.ofFunction(load);
    load('u');
    expect(keptKeys(member)[0]).to.equal('u');
    registry.configure({ defaults: HASHED });
    expect([keptKeys(member), load('u'), load('u')]).to.deep.equal([[], 2, 2]);
    expectHashes(member, 1);
    registry.configure({ defaults: { ...HASHED, ttl: '5m' } });
    expect(load('u'), 'nothing has changed for keys').to.equal(2);
    registry.configure({ defaults: {} });
    expect([keptKeys(member), load('u')]).to.deep.equal([[], 3]);
    const plain = cached((_user: string) => ++loads, { keys: 'plain' });
    registry.configure({ defaults: HASHED });
    plain('u');
    expect(keptKeys(containerRegistry.caches.ofFunction(plain))[0]).to.equal('u');
  });

  for (const value of ['sha256', '', true, null, 5, () => 'hashed']) {
    it(`refuses ${String(value)}`, () => {
      for (const give of [
        () => cached(() => 1, { keys: value } as CachedOptions),
        () => registry.configure({ defaults: { keys: value } as CachedOptions }),
      ]) {
        // biome-ignore format: one line
        const error = thrownBy(give);
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
        expect(error.message).to.contain('"keys"').and.to.contain("valid is 'plain' or 'hashed'");
      }
    });
  }

  describe('by a secret of the container', () => {
    const first = `
      import { cached, registry } from 'warmscope';
      const load = cached((user) => 1, { keys: 'hashed' });
      load('u');
      const [, partition] = [...registry.caches.members()[0].entries.owners][0];
      console.log(JSON.stringify([...partition.entries()].map(({ part }) => part)));`;

    it('that no other container has, and nobody can try out without it', async () => {
      const [one, other] = (await Promise.all([printedBy(first), printedBy(first)])) as [string[], string[]];
      expect(one[0]).to.match(HASH);
      expect(one[0]).to.not.equal(other[0]);
      for (const text of ['u', '"u"', '["u"]']) expect(one[0]).to.not.equal(createHash('sha256').update(text).digest('base64'));
    });

    it('which copies of the package share', async () => {
      const one = await bundled(
        `import { cached, registry } from 'warmscope';
         let loads = 0;
         export const load = cached((user: string) => ++loads, { keys: 'hashed' });
         export { registry };`,
        join(folder.path, 'one.mjs'),
      );
      const two = await bundled(
        `import { cached, cacheOf, registry } from 'warmscope';
         export const load = cached((user: string) => 'two ' + user, { keys: 'hashed' });
         export const peek = (load: never, user: string) => cacheOf(load).peek(...([user] as never));
         export const drop = (load: never, user: string) => cacheOf(load).delete(...([user] as never));
         export { registry };`,
        join(folder.path, 'two.cjs'),
        { format: 'cjs' },
      );
      const printed = await printedBy(`
        const one = await import('${pathToFileURL(one)}'); const { default: two } = await import('${pathToFileURL(two)}');
        one.load('u'); two.load('u');
        const keyOf = ({ entries }) => [...[...entries.owners][0][1].entries()].map(({ part }) => part)[0];
        const [a, b] = one.registry.caches.members().map(keyOf);
        console.log(JSON.stringify([one.registry === two.registry, a === b, two.peek(one.load, 'u'), two.drop(one.load, 'u'), one.load('u')]));`);
      expect(printed).to.deep.equal([true, true, 1, true, 2]);
    });

    it('made after init where a snapshot is restored many times', async () => {
      const printed = await printedBy(`
        process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'snap-start';
        import { cached, registry, runInvocation } from 'warmscope';
        let loads = 0;
        const [load, plain] = [{ keys: 'hashed' }, {}].map((options) => cached((user) => ++loads, options));
        const keyOf = () => [...[...registry.caches.members()[0].entries.owners][0][1].entries()].map(({ part }) => part)[0];
        const seen = [load('u'), load('u'), plain('u')];
        const before = keyOf();
        seen.push(await runInvocation({}, () => load('u')), await runInvocation({}, () => load('u')), load('u'), plain('u'));
        console.log(JSON.stringify([seen, before !== keyOf()]));`);
      expect(printed).to.deep.equal([[1, 1, 2, 3, 3, 3, 2], true]);
    });

    it('made at first use', async () => {
      const hashing = keyHashing.of(containerRegistry);
      expect(keyHashing.of(containerRegistry)).to.equal(hashing);
      expect(JSON.stringify(hashing), 'nothing of it shows').to.not.match(/secret/i);
      const printed = await printedBy(`
        import { cached, registry } from 'warmscope';
        const load = cached((user) => 1, { keys: 'hashed' });
        cached((user) => 1)('u');
        const before = registry.parts.has('keyHashing');
        load('u');
        console.log(JSON.stringify([before, registry.parts.has('keyHashing')]));`);
      expect(printed).to.deep.equal([false, true]);
    });
  });

  it('leaves no argument in the heap, whatever was done with it', async function () {
    this.timeout(60_000);
    // Each text is put together at run time: the program's own source does not have it.
    const printed = await printedBy(
      `
      import { getHeapSnapshot } from 'node:v8';
      import { cached, cacheOf, registry } from 'warmscope';
      const text = (kind) => ['argument', kind, 'of', process.pid].join('-');
      registry.keyBuilders.set('byUser', (user) => [user.id, 1]);
      const options = { keys: 'hashed', ttl: 50, staleWhileRevalidate: '1h' };
      const structural = cached((user, rest) => 1, options);
      const async = cached(async (user) => { await null; return 1; }, options);
      const failing = cached(async (user) => { throw new Error('down'); }, { keys: 'hashed', errorTtl: '1h' });
      const keyed = cached((user) => 1, { ...options, key: (user) => user.id });
      const named = cached(async (user) => 1, { ...options, key: 'byUser' });
      const late = cached((user) => new Promise((resolve) => setTimeout(resolve, 60, 1)), { keys: 'hashed', timeout: 20 });
      const plain = cached((user) => 1);
      async function use() {
        plain(text('plain'));
        structural(text('structural'), { of: [text('nested')] });
        structural(text('structural'), { of: [text('nested')] });
        await Promise.all([async(text('async')), async(text('async'))]);
        await Promise.allSettled([failing(text('failing')), failing(text('failing'))]);
        keyed({ id: text('keyed') });
        await named({ id: text('named') });
        cacheOf(keyed).peekStale({ id: text('peeked') });
        cacheOf(keyed).set([{ id: text('set') }], 2);
        cacheOf(keyed).set([{ id: text('long') + 'x'.repeat(2000) }], 2);
        await cacheOf(async).refresh(text('refreshed'));
        cacheOf(structural).delete(text('deleted'));
        await late(text('late')).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 80));
        structural(text('structural'), { of: [text('nested')] });
        await async(text('async'));
      }
      await use();
      for (let turn = 0; turn < 3; turn++) { await new Promise((resolve) => setTimeout(resolve, 5)); globalThis.gc(); }
      let heap = '';
      for await (const chunk of getHeapSnapshot()) heap += chunk;
      const kinds = ['plain', 'structural', 'nested', 'async', 'failing', 'keyed', 'named', 'peeked', 'set', 'long', 'refreshed', 'deleted', 'late'];
      const sizes = registry.stats().caches.map(({ size }) => size);
      console.log(JSON.stringify([sizes, kinds.filter((kind) => heap.includes(text(kind)))]));`,
      { flags: ['--expose-gc'] },
    );
    expect(printed).to.deep.equal([[1, 2, 1, 3, 1, 1, 1], ['plain']]);
  });

  it('are still hashed when a background refresh has run', async () => {
    const clock = new FakeClock();
    registry.configure({ clock });
    let loads = 0;
    const load = cached(async (_user: string) => ++loads, { ...HASHED, ttl: 100, staleWhileRevalidate: 100 });
    await load('u');
    clock.advance(150);
    await load('u');
    await nextTurn();
    expect([await load('u'), loads]).to.deep.equal([2, 2]);
    expectHashes(containerRegistry.caches.ofFunction(load), 1);
  });
});
