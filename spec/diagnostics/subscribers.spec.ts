import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { nearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';
import { CHANNELS, EVENTS, Listener } from './listener.js';

/** Every channel there is, by its full name. */
const ALL = [
  ...CHANNELS.map((name) => `warmscope:${name}`),
  ...['load', 'build'].flatMap((name) => EVENTS.map((event) => `tracing:warmscope:${name}:${event}`)),
];

describe('diagnostics: subscribers', () => {
  keepInvariants();
  collectReports();
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  const listen = (names: readonly string[], listener: () => void): void => {
    for (const name of names) {
      subscribe(name, listener);
      stops.push(() => unsubscribe(name, listener));
    }
    stops.push(publishDiagnostics());
  };

  it('may use the caches that they are told of, whatever they are told', async () => {
    const load = cached((key: number) => ({ key }), { max: 3, tags: ['tag'] });
    const later = cached(async (key: number) => ({ key }), { max: 3 });
    let left = 2_000;
    let next = 0;
    listen(ALL, () => {
      if (left-- <= 0) return;
      const key = next++ % 7;
      const uses = [
        () => load(key),
        () => later(key),
        () => cacheOf(load).clear(),
        () => registry.invalidateTags('tag'),
        () => registry.stats(),
      ];
      uses[next % uses.length]?.();
    });
    for (let key = 0; key < 30; key++) {
      expect(load(key % 5)).to.deep.equal({ key: key % 5 });
      expect(await later(key % 5)).to.deep.equal({ key: key % 5 });
    }
    await nextTurn();
    expect(left).to.be.lessThan(1);
  });

  it('that throw disturb no call: Node reports what they throw', async () => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const reported: unknown[] = [];
    const report = (error: unknown): void => void reported.push(error);
    process.on('uncaughtException', report);
    try {
      listen(ALL, () => {
        throw new Error('subscriber');
      });
      const load = cached((key: string) => key);
      const later = cached(async (key: string) => key);
      for (let call = 0; call < 2; call++) expect([load('a'), await later('a')]).to.deep.equal(['a', 'a']);
      expect(cacheOf(load).stats()).to.include({ hits: 1, misses: 1, size: 1 });
      await nextTurn();
      await nextTurn();
    } finally {
      process.off('uncaughtException', report);
      for (const other of others) process.on('uncaughtException', other);
    }
    expect(reported.length).to.be.greaterThan(5);
    expect(reported.every((error) => error instanceof Error && error.message === 'subscriber')).to.equal(true);
  });

  it('are told of many misses in a row without keeping more than those of one call', async () => {
    const listener = new Listener(['miss', 'load', 'store']);
    stops.push(() => listener.stop());
    const load = cached((key: number) => key, { name: 'many', max: 10 });
    for (let key = 0; key < 1_000; key++) load(key);
    expect(listener.heard.length, 'of all calls but the last').to.equal(3 * 999);
    expect(await listener.of('many')).to.have.length(3_000);
  });

  it('at the end of the stack every key can be loaded again, and nothing is told twice', async () => {
    const listener = new Listener();
    stops.push(() => listener.stop());
    listen(ALL, () => undefined);
    const load = cached((key: number) => ({ key }), { name: 'deep', max: 1_000 });
    const later = cached(async (key: number) => ({ key }), { name: 'deep later', max: 1_000 });
    nearTheEndOfTheStack((at) => {
      load(at);
      void later(at).catch(() => undefined);
    });
    await nextTurn();
    for (let key = 0; key < 150; key++) expect([load(key), await later(key)]).to.deep.equal([{ key }, { key }]);
    const { misses } = cacheOf(load).stats();
    expect((await listener.of('deep')).filter((each) => each === 'miss load').length).to.be.at.most(misses);
  });
});
