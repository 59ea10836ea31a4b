import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { type Form, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const FORMS: readonly Form[] = ['async', 'plain', 'sync'];

/** A value that says how long it may be served past its ttl. */
interface Page {
  readonly text: string;
  readonly grace: number;
}

const page = (text: string, grace: number): Page => ({ text, grace });
const textOf = (outcome: unknown): unknown => (outcome as Page).text ?? outcome;

describe('stale windows that are functions of the value', () => {
  const clock = useFakeClock();
  keepInvariants();
  const reported = collectReports();
  afterEach(() => registry.configure({ defaults: {} }));

  for (const form of FORMS) {
    it(`staleWhileRevalidate is each entry's own: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100, staleWhileRevalidate: ({ grace }: Page) => grace });
      await rig.load(page('a', 50), 'a');
      await rig.load(page('b', 0), 'b');
      clock.advance(149);
      expect([textOf(rig.handle.peekStale('a')), rig.handle.peekStale('b')]).to.deep.equal(['a', undefined]);
      rig.answer = { value: page('new', 0) };
      expect(textOf(await rig.outcome('a'))).to.equal('a');
      expect(textOf(await rig.outcome('b'))).to.equal('new');
      await nextTurn();
      expect(textOf(await rig.outcome('a'))).to.equal('new');
      expect(rig.stats).to.include({ staleHits: 1, misses: 3, hits: 1, loads: 4 });
      await rig.expectAtRest();
    });

    it(`staleIfError is each entry's own, from the end of its own ttl: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: ({ grace }: Page) => 2 * grace, staleIfError: ({ grace }: Page) => `${grace}ms` as const });
      await rig.load(page('a', 50), 'a');
      await rig.load(page('b', 100), 'b');
      rig.answer = { error: new Error('down') };
      for (const [at, a, b] of [
        [149, 'a', 'b'],
        [150, 'error: down', 'b'],
        [299, 'error: down', 'b'],
        [300, 'error: down', 'error: down'],
      ] as const) {
        // biome-ignore format: one line
        clock.time = 1_700_000_000_000 + at;
        expect([textOf(await rig.outcome('a')), textOf(await rig.outcome('b'))]).to.deep.equal([a, b]);
      }
      await rig.expectAtRest();
    });

    it(`are asked once, when the value is stored, with the arguments: ${form}`, async () => {
      const asked: unknown[] = [];
      const rig = new PolicyRig(form, {
        ttl: (value: string) => (value === 'none' ? 0 : 100),
        store: (value: string) => value !== 'unwanted',
        staleWhileRevalidate: (...given: unknown[]) => asked.push(['while', ...given]) && 50,
        staleIfError: (...given: unknown[]) => asked.push(['error', ...given]) && 70,
      } as CachedOptions);
      await rig.load('a', 'key');
      for (let read = 0; read < 3; read++) await rig.outcome('key');
      expect(asked.splice(0)).to.deep.equal([['while', 'a', 'key'], ['error', 'a', 'key']]); // biome-ignore format: one line
      await rig.load('none', 'other');
      await rig.load('unwanted', 'other');
      rig.answer = { error: new Error('down') };
      await rig.outcome('other');
      expect(asked, 'of what is not stored').to.deep.equal([]);
      rig.handle.set(['third'], 'set');
      expect(asked.splice(0)).to.deep.equal([['while', 'set', 'third'], ['error', 'set', 'third']]); // biome-ignore format: one line
      clock.advance(120);
      rig.answer = { value: 'new' };
      await rig.outcome('key');
      await nextTurn();
      expect(asked.splice(0)).to.deep.equal([['while', 'new', 'key'], ['error', 'new', 'key']]); // biome-ignore format: one line
    });

    for (const [what, window] of Object.entries<() => unknown>({
      'no duration': () => 'soon',
      nothing: () => undefined,
      NaN: () => Number.NaN,
      'a promise': () => Promise.reject(new Error('late')),
      'an error': () => {
        throw new Error('no idea');
      },
    })) {
      for (const option of ['staleWhileRevalidate', 'staleIfError'] as const) {
        it(`${option} that gives ${what} is no window, with one warning, and the value is stored: ${form}`, async () => {
          const rig = new PolicyRig(form, { ttl: 100, [option]: window } as CachedOptions);
          await rig.load('a');
          rig.handle.set(['set'], 'b');
          await rig.load('c', 'third');
          clock.advance(99);
          expect([await rig.outcome(), rig.handle.peek('set')]).to.deep.equal(['a', 'b']);
          clock.advance(1);
          expect(rig.handle.peekStale('key')).to.equal(undefined);
          rig.answer = { error: new Error('down') };
          expect(await rig.outcome()).to.equal('error: down');
          const warnings = await reported.warnings();
          expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
          expect(warnings[0]?.message).to.contain(`The option "${option}" of`).and.to.contain('so the value has no such window');
        });
      }
    }

    it(`0 or less is no window, and no warning: ${form}`, async () => {
      for (const window of [0, -5, '0s', Number.NEGATIVE_INFINITY]) {
        const rig = new PolicyRig(form, { ttl: 100, staleWhileRevalidate: () => window, staleIfError: () => window } as CachedOptions);
        await rig.load('a');
        clock.advance(100);
        expect([rig.handle.has('key'), rig.handle.peekStale('key')]).to.deep.equal([false, undefined]);
        expect(await rig.load('b')).to.equal('b');
      }
      expect(await reported.codes()).to.deep.equal([]);
    });

    it(`one may be a constant beside another that is a function: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100, staleWhileRevalidate: ({ grace }: Page) => grace, staleIfError: 200 });
      await rig.load(page('a', 10));
      rig.answer = { error: new Error('down') };
      clock.advance(109);
      expect(textOf(await rig.outcome())).to.equal('a');
      await nextTurn();
      clock.advance(190);
      expect(textOf(await rig.outcome())).to.equal('a');
      clock.advance(1);
      expect(await rig.outcome()).to.equal('error: down');
    });

    it(`a thaw drops what is past its own windows: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100, staleIfError: ({ grace }: Page) => grace });
      await runInvocation({}, () => rig.load(page('short', 60_000), 'short'));
      await runInvocation({}, () => rig.load(page('long', 600_000), 'long'));
      clock.advance(300_000);
      await runInvocation({}, () => undefined);
      expect([rig.handle.size, rig.handle.peekStale('short'), textOf(rig.handle.peekStale('long'))]).to.deep.equal([1, undefined, 'long']);
      await rig.expectAtRest();
    });
  }

  it('a caller whose time is over gets the value by its own window', async () => {
    const rig = new PolicyRig('async', { ttl: 100, timeout: 50, staleIfError: ({ grace }: Page) => grace });
    await rig.load(page('a', 1_000), 'a');
    await rig.load(page('b', 120), 'b');
    clock.advance(100);
    const calls = [rig.call('a'), rig.call('a'), rig.call('b')].map((call) => Promise.resolve(call).catch((error) => error.code));
    clock.advance(50);
    expect((await Promise.all(calls)).map(textOf)).to.deep.equal(['a', 'a', 'b']);
    clock.advance(100);
    const late = Promise.resolve(rig.call('b')).catch((error) => error.code);
    clock.advance(50);
    expect(await late).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
    for (const gate of rig.gates) gate.resolve(page('late', 0));
    await rig.expectAtRest();
  });

  it('errorTtl keeps no error while the value may be served, by its own windows', async () => {
    const rig = new PolicyRig('async', { ttl: 100, errorTtl: 1_000, staleWhileRevalidate: ({ grace }: Page) => grace });
    await rig.load(page('a', 500));
    rig.answer = { error: new Error('down') };
    clock.advance(200);
    expect(textOf(await rig.outcome())).to.equal('a');
    await nextTurn();
    expect(textOf(rig.handle.peekStale('key'))).to.equal('a');
    clock.advance(400);
    expect(await rig.outcome()).to.equal('error: down');
    expect([await rig.outcome(), rig.loads], 'kept').to.deep.equal(['error: down', 3]);
  });

  it('a refresh outside of any invocation is given up at the end of the window of its entry', async () => {
    const rig = new PolicyRig('plain', { ttl: 100, staleWhileRevalidate: ({ grace }: Page) => grace });
    await rig.load(page('a', 500));
    clock.advance(200);
    await rig.outcome();
    expect(rig.member.cache.flights.all.length).to.equal(1);
    clock.advance(399);
    expect(rig.member.cache.flights.all.length).to.equal(1);
    clock.advance(1);
    expect(rig.member.cache.flights.all.length).to.equal(0);
    rig.gates[0]?.resolve(page('late', 0));
    await rig.expectAtRest();
  });

  for (const scope of ['tenant', 'invocation'] as const) {
    it(`go with the scope '${scope}' and with clones`, async () => {
      let loads = 0;
      const load = cached(async (key: string) => page(`${key}${++loads}`, 50), {
        ttl: 100,
        scope,
        values: 'cloned',
        staleIfError: ({ grace }) => grace,
      });
      const seen = await runInvocation({ tenantId: 't' }, async () => {
        await load('a');
        clock.advance(149);
        const first = cacheOf(load).peekStale('a');
        const second = cacheOf(load).peekStale('a');
        return [first, second, first === second];
      });
      expect(seen).to.deep.equal([page('a1', 50), page('a1', 50), false]);
    });
  }

  it('may be defaults, and are not asked where there is no ttl', async () => {
    const asked: unknown[] = [];
    registry.configure({ defaults: { staleIfError: (value: unknown) => asked.push(value) && 50 } as CachedOptions });
    const timed = cached((key: string) => key, { ttl: 100 });
    const endless = cached((key: string) => key);
    timed('a');
    endless('b');
    clock.advance(149);
    expect([asked, cacheOf(timed).peekStale('a'), cacheOf(endless).peekStale('b')]).to.deep.equal([['a'], 'a', 'b']);
  });

  it('an entry keeps its own when the options change, and one of constants takes the new ones', async () => {
    const load = cached((key: string) => key, { ttl: 100 });
    registry.configure({ defaults: { staleIfError: () => 50 } });
    load('a');
    registry.configure({ defaults: { staleIfError: 500 } });
    load('b');
    registry.configure({ defaults: { staleIfError: 90 } });
    clock.advance(150);
    expect([cacheOf(load).peekStale('a'), cacheOf(load).peekStale('b')]).to.deep.equal([undefined, 'b']);
    clock.advance(40);
    expect(cacheOf(load).peekStale('b')).to.equal(undefined);
  });

  it('are refused without a ttl, and on methods as everywhere', async () => {
    for (const option of ['staleWhileRevalidate', 'staleIfError']) {
      const error = await errorOf(() => cached(() => 1, { [option]: () => 5 }));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(`"${option}"`).and.to.contain('without "ttl"');
    }
    class Pages {
      loads = 0;
      @Cached({ ttl: 100, staleIfError: (value: number, id: string) => (id === 'a' ? value : 0) })
      load(_id: string): number {
        if (++this.loads > 2) throw new Error('down');
        return 50;
      }
    }
    const pages = new Pages();
    for (const id of ['a', 'b']) pages.load(id);
    clock.advance(149);
    expect(pages.load('a')).to.equal(50);
    expect(await errorOf(() => pages.load('b'))).to.have.property('message', 'down');
  });
});
