import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { cached, cacheOf, containerSingleton, registry } from '../../src/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { Listener, type Traced, traced } from './listener.js';

describe('diagnostics: tracing channels', () => {
  keepInvariants();
  collectReports();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());
  const events = (seen: readonly Traced[]): string[] => seen.map(([event]) => event);

  it('of a load have the events of tracePromise, and its time at the end', async () => {
    const { seen, stop } = traced('load');
    const gate = deferred<string>();
    const load = cached(async () => gate.promise, { name: 'traced' });
    const call = load();
    expect(events(seen)).to.deep.equal(['start', 'end']);
    expect(seen[1]?.[1]).to.deep.equal({ member: 'traced', cause: 'call' });
    clock.advance(70);
    gate.resolve('value');
    await call;
    await nextTurn();
    expect(events(seen)).to.deep.equal(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(seen[3]?.[1]).to.deep.equal({ member: 'traced', cause: 'call', milliseconds: 70, failed: false });
    await load();
    expect(seen, 'a hit is no load').to.have.length(4);
    stop();
  });

  it('of loads that fail, sync and async, have an error event, without the error', async () => {
    const { seen, stop } = traced('load');
    const sync = cached((): number => {
      throw new Error('secret');
    });
    const later = cached(async () => Promise.reject(new Error('secret')));
    expect(sync).to.throw('secret');
    expect(events(seen.splice(0))).to.deep.equal(['start', 'error', 'end']);
    expect((await errorOf(later)).message).to.equal('secret');
    await nextTurn();
    expect(events(seen)).to.deep.equal(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(seen[2]?.[1]).to.include({ failed: true });
    expect(JSON.stringify(seen)).to.not.contain('secret');
    stop();
  });

  it('are told what a load is for', async () => {
    const { seen, stop } = traced('load');
    const load = cached(async () => 1, { name: 'roles', ttl: 100, staleWhileRevalidate: '1h' });
    await load();
    await cacheOf(load).refresh();
    clock.advance(100);
    await load();
    await nextTurn();
    const causes = seen.flatMap(([event, context]) => (event === 'start' && 'cause' in context ? [context.cause] : []));
    expect(causes).to.deep.equal(['call', 'refresh', 'background']);
    stop();
  });

  it('have what is bound to them around each loader: loads within loads find their parents', async () => {
    const storage = new AsyncLocalStorage<string>();
    const channel = tracingChannel<string, { member: string }>('warmscope:load');
    channel.start.bindStore(storage, ({ member }) => `${storage.getStore() ?? 'root'}/${member}`);
    const stop = publishDiagnostics();
    const seen: (string | undefined)[] = [];
    const inner = cached(
      async (key: string) => {
        await nextTurn();
        seen.push(storage.getStore());
        return key;
      },
      { name: 'inner' },
    );
    const outer = cached(async () => inner('a'), { name: 'outer' });
    await Promise.all([outer(), inner('b')]);
    expect(seen.sort()).to.deep.equal(['root/inner', 'root/outer/inner']);
    expect(storage.getStore()).to.equal(undefined);
    channel.start.unbindStore(storage);
    stop();
  });

  it('change nothing about loads: values, errors, `this`, recursion, single flight, circular loads', async () => {
    const { stop } = traced('load');
    const sum: (depth: number) => number = cached((depth: number): number => (depth === 0 ? 0 : depth + sum(depth - 1)));
    expect(sum(300)).to.equal(45_150);
    const circular: (key: string) => Promise<string> = cached(async (key: string) => circular(key));
    expect(await errorOf(() => circular('a'))).to.have.property('code', 'ERR_WARMSCOPE_CIRCULAR_LOAD');
    let loads = 0;
    const shared = cached(async (key: string) => `${key}${++loads}`);
    expect(await Promise.all([shared('a'), shared('a')])).to.deep.equal(['a1', 'a1']);
    const streams = cached(() => [1, 2].values());
    expect([...streams()]).to.deep.equal([1, 2]);
    stop();
  });

  it('of a build have the same events, sync and async, well and badly', async () => {
    const { seen, stop } = traced('build');
    let fails = true;
    const build = (): object => {
      clock.advance(5);
      if (fails) throw new Error('secret');
      return {};
    };
    const [sync, later] = [containerSingleton(build, { name: 'sync' }), containerSingleton(async () => build(), { name: 'later' })];
    const told = async (): Promise<string[]> => {
      await nextTurn();
      return seen.splice(0).map(([event, context]) => `${event} ${context.member} ${context.failed ?? '-'} ${context.milliseconds ?? '-'}`);
    };
    expect(sync).to.throw('secret');
    expect(await told()).to.deep.equal(['start sync - -', 'error sync true 5', 'end sync true 5']);
    await errorOf(later);
    expect(await told()).to.deep.equal([
      'start later - -',
      'end later - -',
      'error later true 5',
      'asyncStart later true 5',
      'asyncEnd later true 5',
    ]);
    fails = false;
    sync();
    await later();
    expect(await told()).to.deep.equal([
      'start sync - -',
      'end sync false 5',
      'start later - -',
      'end later - -',
      'asyncStart later false 5',
      'asyncEnd later false 5',
    ]);
    stop();
  });

  it('are left alone where only plain channels are listened to', async () => {
    const listener = new Listener(['load']);
    const load = cached((key: string) => key, { name: 'plain' });
    load('a');
    expect(await listener.of('plain')).to.deep.equal(['load call']);
    listener.stop();
  });
});
