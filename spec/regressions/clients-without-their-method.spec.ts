import { expect } from 'chai';
import { containerSingleton, registry } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { Listener } from '../diagnostics/listener.js';
import { useFakeClock } from '../support/clock.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** A client that may lack the method which its option names. */
type Client = { close?: () => void };

// Kind of fault: A client that was refused because it lacks the method of its option `dispose` was no failed build: diagnostics were not told of it, and
// what was built with the promise of it was kept for the container's life.
describe('regression: clients without the method that disposes them', () => {
  collectReports();
  const clock = useFakeClock();
  let listener: Listener;
  beforeEach(() => {
    listener = new Listener(['singleton']);
  });
  afterEach(async () => {
    listener.stop();
    await registry.dispose();
  });

  const build = (client: Client) => (): Client => {
    clock.advance(30);
    return client;
  };
  const kinds: Record<string, (give: () => Client) => () => unknown> = {
    sync: (give) => containerSingleton(give, { name: 'without-close', dispose: 'close' as never }),
    async: (give) => containerSingleton(async () => give(), { name: 'without-close', dispose: 'close' as never }),
    keyed: (give) => {
      const pool = keyedSingleton((_key: string) => give(), { name: 'without-close', max: 2, dispose: 'close' as never });
      return () => pool('a');
    },
    'keyed and async': (give) => {
      const pool = keyedSingleton(async (_key: string) => give(), { name: 'without-close', max: 2, dispose: 'close' as never });
      return () => pool('a');
    },
  };
  for (const [kind, make] of Object.entries(kinds)) {
    it(`are told of as failed builds, and built again: ${kind}`, async () => {
      const client: Client = {};
      const read = make(build(client));
      for (const _ of [1, 2]) expect(await errorOf(read)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      client.close = () => undefined;
      expect(await read()).to.equal(client);
      expect(await listener.of('without-close')).to.deep.equal(['singleton failed', 'singleton failed', 'singleton built']);
      expect(listener.heard.map(([, message]) => 'milliseconds' in message && message.milliseconds)).to.deep.equal([30, 30, 30]);
    });

    it(`leave nothing that was built with them: ${kind}`, async () => {
      const client: Client = {};
      const read = make(build(client));
      const holder = containerSingleton(() => ({ client: read() }));
      expect(await errorOf(async () => holder().client)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      client.close = () => undefined;
      expect(await holder().client).to.equal(client);
    });
  }
});
