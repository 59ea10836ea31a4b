import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, runInvocation } from '../../src/index.js';
import { type Form, outcomeOf, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { thrownBy } from './any-decorator.js';

const FORMS: readonly Form[] = ['async', 'plain', 'sync'];
const FOREVER = Number.POSITIVE_INFINITY;

interface Page {
  readonly etag: string;
  readonly text: string;
}

/** A server that knows ETags, and counts what it sends. */
class Server {
  text = 'one';
  isDown = false;
  sent = 0;
  notModified = 0;

  get(etag: string | undefined): Page | undefined {
    if (this.isDown) throw new Error('down');
    if (etag === `"${this.text}"`) {
      this.notModified++;
      return undefined;
    }
    this.sent++;
    return { etag: `"${this.text}"`, text: this.text };
  }
}

describe('cacheOf(...).peekStale and expiresAt', () => {
  const clock = useFakeClock();
  keepInvariants();
  collectReports();

  for (const form of FORMS) {
    /** The window of an entry of 100 ms, and until when it is there. */
    const windows: readonly [options: CachedOptions, until: number][] = [
      [{}, 100],
      [{ staleWhileRevalidate: 50 }, 150],
      [{ staleIfError: 80 }, 180],
      [{ staleWhileRevalidate: 50, staleIfError: 80 }, 180],
      [{ staleWhileRevalidate: 90, staleIfError: () => 40 }, 190],
      [{ staleWhileRevalidate: FOREVER }, FOREVER],
    ];
    for (const [options, until] of windows) {
      it(`peekStale sees a value while a window keeps it, with ${Object.keys(options).join(' and ') || 'none'}: ${form}`, async () => {
        const rig = new PolicyRig(form, { ttl: 100, ...options });
        const { time } = clock;
        expect(rig.handle.peekStale('key')).to.equal(undefined);
        await rig.load('value');
        const before = rig.stats;
        for (const at of [0, 99, 100, until - 1, until].filter(Number.isFinite)) {
          clock.time = time + at;
          expect(rig.handle.peekStale('key'), `at ${at}`).to.equal(at < until ? 'value' : undefined);
          expect(rig.handle.peek('key'), `at ${at}`).to.equal(at < 100 ? 'value' : undefined);
          expect(rig.handle.expiresAt('key'), `at ${at}`).to.equal(at < 100 ? time + 100 : undefined);
        }
        expect(rig.stats).to.deep.equal(before);
        clock.time = time - 1;
        expect([rig.handle.peekStale('key'), rig.handle.expiresAt('key')], 'a clock stepped back').to.deep.equal([undefined, undefined]);
      });
    }

    it(`they move no order of use: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100, max: 2, staleIfError: 100 });
      await rig.load(1, 'a');
      await rig.load(2, 'b');
      rig.handle.peekStale('a');
      rig.handle.expiresAt('a');
      await rig.load(3, 'c');
      expect(['a', 'b', 'c'].map((key) => rig.handle.has(key))).to.deep.equal([false, true, true]);
    });

    it(`expiresAt is the earlier of the ends by ttl and maxIdle: ${form}`, async () => {
      const { time } = clock;
      for (const [options, end] of [
        [{}, FOREVER],
        [{ ttl: 100 }, 100],
        [{ maxIdle: 70 }, 70],
        [{ ttl: 100, maxIdle: 70 }, 70],
        [{ ttl: 50, maxIdle: 70 }, 50],
        [{ ttl: () => FOREVER }, FOREVER],
        [{ ttl: '1m', maxIdle: FOREVER }, 60_000],
      ] as [CachedOptions, number][]) {
        // biome-ignore format: one line
        const rig = new PolicyRig(form, options);
        clock.time = time;
        expect(rig.handle.expiresAt('key')).to.equal(undefined);
        await rig.load(1);
        expect(rig.handle.expiresAt('key')).to.equal(end === FOREVER ? end : time + end);
        clock.advance(30);
        await rig.outcome();
        const later =
          options.maxIdle === 70
            ? Math.min(time + 100, options.ttl === 50 ? time + 50 : FOREVER, ...(options.ttl === 100 ? [time + 100] : []))
            : undefined;
        if (later !== undefined) expect(rig.handle.expiresAt('key'), 'read 30 ms later').to.equal(later);
        if (end === FOREVER) continue;
        clock.time = (rig.handle.expiresAt('key') as number) - 1;
        expect([rig.handle.has('key'), rig.handle.expiresAt('key') === undefined]).to.deep.equal([true, false]);
        clock.advance(1);
        expect([rig.handle.has('key'), rig.handle.expiresAt('key')]).to.deep.equal([false, undefined]);
      }
    });

    it(`see no error, nothing in flight, and a cached undefined only by its end: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100, errorTtl: 100, staleIfError: 100 });
      await rig.load('first', 'first');
      rig.answer = { error: new Error('down') };
      await rig.outcome('failing');
      expect([rig.handle.peekStale('failing'), rig.handle.expiresAt('failing')]).to.deep.equal([undefined, undefined]);
      await rig.load(undefined, 'nothing');
      expect([rig.handle.peekStale('nothing'), rig.handle.expiresAt('nothing')]).to.deep.equal([undefined, clock.time + 100]);
      if (form === 'sync') return;
      rig.answer = 'wait';
      rig.call('loading');
      expect([rig.handle.peekStale('loading'), rig.handle.expiresAt('loading')]).to.deep.equal([undefined, undefined]);
      rig.gates[0]?.resolve('here');
      await nextTurn();
      expect(rig.handle.peekStale('loading')).to.equal('here');
    });
  }

  it('a fence takes what they see', async () => {
    const load = cached(async (key: string) => key, { ttl: 100, staleIfError: 100 });
    await load('a');
    clock.advance(150);
    expect([cacheOf(load).peekStale('a'), cacheOf(load).delete('a'), cacheOf(load).peekStale('a')]).to.deep.equal(['a', false, undefined]);
    const gate = deferred<string>();
    cacheOf(load).set(['b'], gate.promise);
    expect([cacheOf(load).peekStale('b'), cacheOf(load).expiresAt('b')]).to.deep.equal([undefined, undefined]);
    gate.resolve('set');
    await nextTurn();
    expect(cacheOf(load).peekStale('b')).to.equal('set');
  });

  it('hand values out as peek does', () => {
    const cloned = cached((key: string) => ({ key }), { ttl: 100, staleIfError: 100, values: 'cloned' });
    const frozen = cached((key: string) => ({ key }), { ttl: 100, staleIfError: 100, values: 'frozen' });
    for (const load of [cloned, frozen]) load('a');
    clock.advance(150);
    const [one, two] = [cacheOf(cloned).peekStale('a'), cacheOf(cloned).peekStale('a')];
    expect([one, two, one === two]).to.deep.equal([{ key: 'a' }, { key: 'a' }, false]);
    expect(cacheOf(frozen).peekStale('a')).to.be.frozen;
  });

  for (const options of [{ staleWhileRevalidate: '1h' }, { staleIfError: '1h' }] as const) {
    const [window] = Object.keys(options);

    it(`an async loader revalidates its own key with ${window}`, async () => {
      const server = new Server();
      const seen: unknown[] = [];
      const page = cached(
        async (url: string): Promise<Page> => {
          const old = cacheOf(page).peekStale(url);
          seen.push(old?.etag);
          await null;
          const answer = server.get(old?.etag) ?? cacheOf(page).peekStale(url);
          if (answer === undefined) throw new Error('nothing to go on with');
          return answer;
        },
        { ttl: 100, ...options },
      );
      const read = async (): Promise<unknown> => {
        const { text } = await page('/');
        await nextTurn();
        return text;
      };
      expect(await read()).to.equal('one');
      clock.advance(150);
      expect([await read(), await read()]).to.deep.equal(['one', 'one']);
      expect([server.sent, server.notModified]).to.deep.equal([1, 1]);
      server.text = 'two';
      clock.advance(150);
      await read();
      expect(await read()).to.equal('two');
      server.isDown = true;
      clock.advance(150);
      expect(await read()).to.equal('two');
      expect([server.sent, server.notModified, seen]).to.deep.equal([2, 1, [undefined, '"one"', '"one"', '"two"']]);
    });

    it(`a sync loader, of a method and of a getter, asks for its own key with ${window}`, async () => {
      const old: unknown[] = [];
      class Pages {
        version = 0;
        @Cached({ ttl: 100, ...options })
        page(this: Pages, url: string): string {
          old.push(cacheOf(this, 'page').peekStale(url), cacheOf(this, 'page').expiresAt(url));
          return `${url} ${++this.version}`;
        }
        @Cached({ ttl: 100, ...options })
        get value(): number {
          old.push(cacheOf(this as Pages, 'value').peekStale());
          return ++this.version;
        }
      }
      const pages = new Pages();
      pages.page('/');
      expect(pages.value).to.equal(2);
      clock.advance(150);
      pages.page('/');
      pages.value;
      await nextTurn();
      expect([old, pages.version]).to.deep.equal([[undefined, undefined, undefined, '/ 1', undefined, 2], 4]);
    });
  }

  it('a refresh sees what is still fresh', async () => {
    const load = cached(
      async (key: string): Promise<string> => `${key}, after ${cacheOf(load).peekStale(key)} until ${cacheOf(load).expiresAt(key)}`,
      { ttl: 100 },
    );
    await load('a');
    expect(await cacheOf(load).refresh('a')).to.equal(`a, after a, after undefined until undefined until ${clock.time + 100}`);
  });

  it('concern the running tenant or invocation, and are no leak of one in its own loader', async () => {
    for (const scope of ['tenant', 'invocation'] as const) {
      const load = cached(async (key: string): Promise<string> => `${key} after ${cacheOf(load).peekStale(key)}`, { ttl: 100, scope, staleIfError: '1h' }); // biome-ignore format: one line
      const seen = await runInvocation({ tenantId: 'a' }, async () => {
        await load('k');
        clock.advance(100);
        return [await load('k'), cacheOf(load).peekStale('k'), cacheOf(load).expiresAt('k')];
      });
      expect(seen).to.deep.equal(['k after k after undefined', 'k after k after undefined', clock.time + 100]);
      expect(await runInvocation({ tenantId: 'b' }, () => cacheOf(load).peekStale('k'))).to.equal(undefined);
      expect([cacheOf(load).peekStale('k'), cacheOf(load).expiresAt('k')], 'outside').to.deep.equal([undefined, undefined]);
    }
  });

  it('are there where peek is: on an instance, on a static member, per class, and not for every instance together', async () => {
    class Reports {
      @Cached({ ttl: 100 }) own(id: number): number {
        return id;
      }
      @Cached({ ttl: 100, per: 'class' }) shared(id: number): number {
        return id;
      }
      @Cached({ ttl: 100 }) static count(id: number): number {
        return id;
      }
    }
    const reports = new Reports();
    reports.own(1);
    reports.shared(2);
    Reports.count(3);
    const end = clock.time + 100;
    expect([cacheOf(reports, 'own').peekStale(1), cacheOf(reports, 'own').expiresAt(1)]).to.deep.equal([1, end]);
    expect([cacheOf(Reports, 'shared').peekStale(2), cacheOf(reports, 'shared').expiresAt(2)]).to.deep.equal([2, end]);
    expect([cacheOf(Reports, 'count').peekStale(3), cacheOf(Reports, 'count').expiresAt(3)]).to.deep.equal([3, end]);
    for (const operation of ['peekStale', 'expiresAt'] as const) {
      const error = thrownBy(() => cacheOf(Reports, 'own')[operation](1));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
      expect(error.message).to.contain(`cacheOf(...).${operation} on Reports.own`);
    }
    expect(await outcomeOf(() => cacheOf(reports, 'own').expiresAt((() => 1) as never))).to.equal('error: ERR_WARMSCOPE_CACHE_KEY');
  });
});
