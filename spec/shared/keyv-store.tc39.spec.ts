import { EventEmitter } from 'node:events';
import KeyvRedis from '@keyv/redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { Keyv as Keyv6 } from 'keyv-6';
import { type KeyvClient, keyvStore } from '../../src/shared/keyv-store.js';
import { errorOf } from '../support/deferred.js';
import { RedisServer } from '../support/redis-server.js';
import { conforms } from './conformance.js';

const MINUTE = 60_000;
const value = Uint8Array.of(1, 2, 255);
const abilities = { add: false, leftMs: false, outage: false };
const stop = async (): Promise<void> => undefined;

const KEYVS: Record<string, (options: object) => KeyvClient> = {
  'Keyv 5': (options) => new Keyv(options),
  'Keyv 6': (options) => new Keyv6(options), // for Node 22.19 or newer; what is used of it runs on Node 20 as well
};

for (const [name, make] of Object.entries(KEYVS)) {
  conforms(`keyvStore with ${name} in memory`, abilities, async () => {
    const memory = new Map();
    return { stores: [keyvStore(make({ store: memory })), keyvStore(make({ store: memory }))], stop };
  });
}

conforms('keyvStore with Keyv 6 that serializes nothing', abilities, async () => {
  const store = keyvStore(new Keyv6({ serialization: false }));
  return { stores: [store, store], stop };
});

conforms('keyvStore with @keyv/redis', { ...abilities, outage: true }, async () => {
  const server = await RedisServer.start();
  const open = (): Keyv => new Keyv(new KeyvRedis({ url: server.url, socket: { reconnectStrategy: () => 20 } }));
  const keyvs = [open(), open()] as const;
  return {
    stores: [keyvStore(keyvs[0]), keyvStore(keyvs[1])],
    outage: { begin: () => server.kill(), end: () => server.restart() },
    stop: async () => {
      for (const keyv of keyvs) await keyv.disconnect();
      await server.stop();
    },
  };
});

/** An adapter whose every question fails, in one of the ways that adapters have. */
class BrokenAdapter extends EventEmitter {
  readonly opts = {};
  readonly #fail: (adapter: BrokenAdapter) => unknown;

  constructor(fail: (adapter: BrokenAdapter) => unknown) {
    super();
    this.#fail = fail;
  }

  async get(): Promise<unknown> {
    return this.#fail(this);
  }

  async getMany(): Promise<unknown> {
    return this.#fail(this) ?? [];
  }

  async set(): Promise<unknown> {
    return this.#fail(this);
  }

  async delete(): Promise<unknown> {
    return this.#fail(this);
  }

  async clear(): Promise<void> {}
}

const failures: Record<string, (adapter: BrokenAdapter) => unknown> = {
  rejects: () => {
    throw new Error('broken');
  },
  'emits an error': (adapter) => void adapter.emit('error', new Error('broken')),
  'says false': () => false,
};

describe('shared: keyvStore', () => {
  for (const [how, fail] of Object.entries(failures))
    for (const [name, make] of Object.entries(KEYVS))
      it(`acknowledges nothing that ${name} has not set, whose adapter ${how}`, async () => {
        for (const options of [{}, { emitErrors: false }]) {
          const store = keyvStore(make({ ...options, store: new BrokenAdapter(fail) }));
          await errorOf(() => store.apply([{ set: 'key', value, ttlMs: MINUTE }]));
        }
      });

  it('takes for nothing what it has not stored', async () => {
    const keyv = new Keyv();
    await keyv.set('number', 7);
    await keyv.set('object', { type: 'Buffer' });
    expect(await keyvStore(keyv).get(['number', 'object'])).to.deep.equal([undefined, undefined]);
  });

  const mistakes: Record<string, [make: () => unknown, received: RegExp]> = {
    undefined: [() => undefined, /received undefined;/],
    'a Map': [() => new Map(), /received an object of Map;/],
    'an adapter': [() => new KeyvRedis('redis://:pa55word@127.0.0.1:1'), /received an object of KeyvRedis;/],
    'a client of Redis': [() => new Redis({ lazyConnect: true }), /received an object of EventEmitter;/], // as ioredis says of its clients
    'a URL': [() => 'redis://:pa55word@host', /received a string;/],
    'a promise': [() => Promise.resolve(new Keyv()), /received a promise \(await it first\);/],
  };
  for (const [what, [make, received]] of Object.entries(mistakes))
    it(`refuses ${what}`, async () => {
      const { code, message } = await errorOf(() => keyvStore(make() as KeyvClient));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.match(received);
      expect(message).to.contain('valid is a Keyv of version 5 or later');
      expect(message).not.to.contain('pa55word');
    });
});
