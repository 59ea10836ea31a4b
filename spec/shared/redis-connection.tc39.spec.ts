import { once } from 'node:events';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { Redis as Valkey } from 'iovalkey';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis-5';
import { redisStore } from '../../src/shared/redis-store.js';
import type { SharedStore } from '../../src/shared/store.js';
import { errorOf, stateOf } from '../support/deferred.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { CLIENTS, CLUSTER_CLIENTS, type Detours, type OpenClient } from './redis-clients.js';

const MINUTE = 60_000;
const LONG = 3_600_000;
const value = Uint8Array.of(1, 2, 255);
let keys = 0;
const newKey = (): string => `shop:v:${++keys}`;
const read = async (store: SharedStore, key: string): Promise<number[] | undefined> => {
  const [found] = await store.get([key]);
  return found && [...found.value];
};
const bytes = [...value];

describe('shared: the connection of a Redis store', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let direct: Redis;
  const opened: OpenClient[] = [];
  const storeOf = async (opening: Promise<OpenClient>): Promise<SharedStore> => {
    const client = await opening;
    opened.push(client);
    return redisStore(client.client);
  };
  /** A store that has been used, and what it holds. */
  const usedStoreOf = async (opening: Promise<OpenClient>): Promise<[store: SharedStore, key: string]> => {
    const [store, key] = [await storeOf(opening), newKey()];
    await store.apply([{ set: key, value, ttlMs: MINUTE }]);
    return [store, key];
  };
  before(async () => {
    server = await RedisServer.start();
    direct = new Redis(server.port);
  });
  beforeEach(async () => {
    proxy = await TcpProxy.start(server.port);
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await proxy.stop();
  });
  after(async () => {
    direct.disconnect();
    await server.stop();
  });

  for (const [name, connect] of Object.entries(CLIENTS)) {
    describe(name, () => {
      it('asks once more when the connection is lost while it waits for an answer', async () => {
        const [store, key] = await usedStoreOf(connect(proxy.port));
        proxy.hang();
        const answers = [read(store, key), read(store, key)];
        expect(await stateOf(Promise.race(answers))).to.equal('pending');
        proxy.cut();
        expect(await Promise.all(answers)).to.deep.equal([bytes, bytes]);
      });

      it('refuses a write that may have been made twice, once it is back', async () => {
        const [store, key] = await usedStoreOf(connect(proxy.port));
        const other = newKey();
        proxy.delay(LONG);
        const written = errorOf(() => store.apply([{ set: other, value, ttlMs: MINUTE }]));
        while ((await direct.exists(other)) === 0);
        proxy.delay(0);
        proxy.cut();
        await written;
        await store.apply([{ set: other, value: Uint8Array.of(7), ttlMs: MINUTE }, { delete: key }]);
        expect(await read(store, other)).to.deep.equal([7]);
        expect(await read(store, key)).to.equal(undefined);
      });

      it('has added what it has added, although the answer was lost', async () => {
        const [store] = await usedStoreOf(connect(proxy.port));
        const key = newKey();
        proxy.delay(LONG);
        const added = store.add?.(key, value, MINUTE);
        while ((await direct.exists(key)) === 0);
        proxy.delay(0);
        proxy.cut();
        expect(await added).to.equal(true);
        expect(await store.add?.(key, Uint8Array.of(9), MINUTE)).to.equal(false);
      });

      it('leaves a dead socket when it is told to', async () => {
        const [store, key] = await usedStoreOf(connect(proxy.port));
        proxy.hang();
        const waiting = read(store, key);
        expect(await stateOf(waiting)).to.equal('pending');
        store.reset?.();
        expect(await read(store, key)).to.deep.equal(bytes);
        expect(await waiting).to.deep.equal(bytes);
      });

      it('rejects as soon as it is refused, and goes on when it is not', async () => {
        const [store, key] = await usedStoreOf(connect(proxy.port));
        proxy.hang();
        const waiting = read(store, key);
        await proxy.refuse();
        await errorOf(() => waiting);
        await errorOf(() => read(store, key));
        store.reset?.();
        await errorOf(() => store.apply([{ delete: newKey() }])); // may still be made: the client has it in its queue
        await proxy.accept();
        for (;;) {
          const found = await read(store, key).catch(() => new Promise<undefined>((resolve) => setImmediate(resolve, undefined)));
          if (found !== undefined) return expect(found).to.deep.equal(bytes);
        }
      });

      it('is not revived once its owner has closed it', async () => {
        const { client, close } = await connect(proxy.port);
        const store = redisStore(client);
        const key = newKey();
        await store.apply([{ set: key, value, ttlMs: MINUTE }]);
        await close();
        store.reset?.();
        await errorOf(() => read(store, key));
        store.reset?.();
        await errorOf(() => store.apply([{ delete: key }]));
        while (proxy.connections > 0) await new Promise((resolve) => setImmediate(resolve));
        expect(await direct.exists(key)).to.equal(1);
      });

      it('is not revived when its owner closes it while it is connecting again', async () => {
        const { client, close } = await connect(proxy.port);
        const store = redisStore(client);
        await store.get([newKey()]);
        await proxy.refuse();
        await errorOf(() => read(store, newKey()));
        await close();
        await errorOf(() => read(store, newKey()));
        store.reset?.();
        await proxy.accept();
        await errorOf(() => read(store, newKey()));
        expect(proxy.connections).to.equal(0);
      });

      it('passes on what the server refuses, and asks that once', async () => {
        const [store, key] = await usedStoreOf(connect(proxy.port));
        const list = newKey();
        await direct.rpush(list, 'a');
        await direct.config('RESETSTAT');
        const { message } = await errorOf(() => store.get([key, list, key]));
        expect(message).to.contain('WRONGTYPE');
        expect(await direct.info('commandstats')).to.match(/cmdstat_get:calls=3,/);
        await direct.config('SET', 'maxmemory', '1');
        try {
          expect((await errorOf(() => store.apply([{ set: newKey(), value, ttlMs: MINUTE }]))).message).to.contain('OOM');
          expect((await errorOf(async () => store.add?.(newKey(), value, MINUTE))).message).to.contain('OOM');
          expect(await read(store, key)).to.deep.equal(bytes);
        } finally {
          await direct.config('SET', 'maxmemory', '0');
        }
      });
    });
  }

  const withoutQueue: Record<string, (port: number) => Promise<OpenClient>> = {
    'ioredis without an offline queue': (port) => CLIENTS.ioredis(port, { enableOfflineQueue: false, lazyConnect: false }),
    'ioredis that gives up at the first loss': (port) => CLIENTS.ioredis(port, { maxRetriesPerRequest: 0 }),
    'ioredis that waits long before it tries again': (port) => CLIENTS.ioredis(port, { retryStrategy: () => LONG }),
    'iovalkey that waits long before it tries again': (port) => CLIENTS.iovalkey(port, { retryStrategy: () => LONG }),
    'node-redis without an offline queue': (port) => CLIENTS['node-redis'](port, { disableOfflineQueue: true }),
    'node-redis 5 without an offline queue': (port) => CLIENTS['node-redis 5'](port, { disableOfflineQueue: true }),
  };
  for (const [name, connect] of Object.entries(withoutQueue))
    it(`${name} answers after the connection was lost`, async () => {
      const client = await connect(proxy.port);
      if ('status' in client.client && client.client.status !== 'ready') await once(client.client as Redis, 'ready');
      const [store, key] = await usedStoreOf(Promise.resolve(client));
      for (let round = 0; round < 3; round++) {
        proxy.hang();
        const waiting = read(store, key);
        proxy.cut();
        expect(await waiting).to.deep.equal(bytes);
      }
    });

  for (const name of ['ioredis', 'iovalkey'] as const)
    it(`whoever asks makes ${name} try at once, although it would wait`, async () => {
      const [store, key] = await usedStoreOf(CLIENTS[name](proxy.port, { retryStrategy: () => LONG }));
      await proxy.refuse();
      for (let i = 0; i < 5; i++) await errorOf(() => read(store, key));
      await proxy.accept();
      expect(await read(store, key)).to.deep.equal(bytes);
    });

  for (const name of ['node-redis', 'node-redis 5'] as const)
    it(`an error that ${name} emits of something else is no loss`, async () => {
      const client = await CLIENTS[name](proxy.port);
      const [store, key] = await usedStoreOf(Promise.resolve(client));
      for (let i = 0; i < 3; i++) client.client.emit('error', new Error('of something else'));
      expect(await read(store, key)).to.deep.equal(bytes);
    });

  it('a client that does not connect again keeps its socket', async () => {
    const [store, key] = await usedStoreOf(CLIENTS.ioredis(proxy.port, { retryStrategy: null as never }));
    store.reset?.();
    expect(await read(store, key)).to.deep.equal(bytes);
  });

  const unconnected: Record<string, (port: number) => OpenClient> = {
    ioredis: (port) => closing(new Redis(port, { lazyConnect: true }), (client) => client.disconnect()),
    iovalkey: (port) => closing(new Valkey(port, { lazyConnect: true }), (client) => client.disconnect()),
    'node-redis': (port) => closing(createClient({ socket: { host: '127.0.0.1', port } }), (client) => client.destroy()),
    'node-redis 5': (port) => closing(createClient5({ socket: { host: '127.0.0.1', port } }), (client) => client.destroy()),
  };
  for (const [name, make] of Object.entries(unconnected)) {
    it(`a client of ${name} that is not connected is connected at the first question`, async () => {
      const store = await storeOf(Promise.resolve(make(proxy.port)));
      store.reset?.();
      expect(proxy.connections).to.equal(0);
      const key = newKey();
      await Promise.all([store.apply([{ set: key, value, ttlMs: MINUTE }]), store.get([key])]);
      expect(await read(store, key)).to.deep.equal(bytes);
      expect(proxy.connections).to.equal(1);
    });

    it(`a client of ${name} that finds nobody at first rejects, and finds the server later`, async () => {
      await proxy.refuse();
      const store = await storeOf(Promise.resolve(make(proxy.port)));
      await errorOf(() => store.get([newKey()]));
      await proxy.accept();
      const isThere = (): Promise<boolean> =>
        store.get([newKey()]).then(
          () => true,
          () => false,
        );
      while (!(await isThere())) await new Promise((resolve) => setImmediate(resolve));
    });
  }

  const optioned: Record<string, (port: number) => Promise<OpenClient>> = {
    'numbers as strings': (port) => CLIENTS.ioredis(port, { stringNumbers: true }),
    'a key prefix': (port) => CLIENTS.ioredis(port, { keyPrefix: 'app:' }),
    'auto-pipelining': (port) => CLIENTS.ioredis(port, { enableAutoPipelining: true }),
    RESP2: (port) => CLIENTS.ioredis(port, { protocol: 2 }),
    'RESP3 replies': (port) => CLIENTS.ioredis(port, { protocol: 3, replyMapping: 'resp3' }),
    'another database': (port) => CLIENTS.ioredis(port, { db: 3 }),
    'RESP2 of node-redis': (port) => CLIENTS['node-redis'](port, { RESP: 2 } as object),
    'RESP3 of node-redis 5': (port) => CLIENTS['node-redis 5'](port, { RESP: 3 }),
    'numbers as strings in node-redis': (port) =>
      CLIENTS['node-redis'](port, { commandOptions: { typeMapping: { [':'.charCodeAt(0)]: String } } }),
  };
  for (const [name, connect] of Object.entries(optioned))
    it(`answers as ever with ${name}`, async () => {
      const [store, key] = await usedStoreOf(connect(server.port));
      const [found, missing] = await store.get([key, newKey()]);
      expect([[...(found?.value ?? [])], missing]).to.deep.equal([bytes, undefined]);
      expect(found?.leftMs).to.be.within(MINUTE / 2, MINUTE);
      expect([await store.add?.(key, value.subarray(1), MINUTE), await store.add?.(newKey(), value, MINUTE)]).to.deep.equal([false, true]);
    });

  it('a value without an end, or written between the two questions', async () => {
    const store = await storeOf(CLIENTS.ioredis(server.port));
    const key = newKey();
    await direct.set(key, 'forever');
    expect(await store.get([key])).to.deep.equal([{ value: Buffer.from('forever') }]);
  });
});

function closing<Client extends OpenClient['client']>(client: Client, close: (client: Client) => unknown): OpenClient {
  (client as unknown as Redis).on('error', () => undefined);
  return { client, close: () => close(client) };
}

describe('shared: the connections of a Redis cluster', () => {
  let cluster: RedisCluster;
  let proxies: TcpProxy[];
  let detours: Detours;
  const many = Array.from({ length: 30 }, (_, i) => `shop:v:${i}`);
  before(async () => {
    cluster = await RedisCluster.start();
    proxies = await Promise.all(cluster.ports.map((port) => TcpProxy.start(port)));
    detours = Object.fromEntries(proxies.map((proxy) => [`127.0.0.1:${proxy.to}`, { host: '127.0.0.1', port: proxy.port }]));
  });
  after(async () => {
    for (const proxy of proxies) await proxy.stop();
    await cluster.stop();
  });

  for (const [name, connect] of Object.entries(CLUSTER_CLIENTS)) {
    describe(name, () => {
      let client: OpenClient;
      let store: SharedStore;
      beforeEach(async () => {
        client = await connect(
          proxies.map(({ port }) => port),
          detours,
        );
        store = redisStore(client.client);
        await store.apply(many.map((key) => ({ set: key, value, ttlMs: MINUTE })));
      });
      afterEach(() => client.close());
      const readAll = async (): Promise<number> => (await store.get(many)).filter((found) => found?.value.length === 3).length;

      it('asks all nodes at a time', async () => {
        expect(await readAll()).to.equal(many.length);
        expect(Math.min(...proxies.map(({ connections }) => connections))).to.be.at.least(1);
      });

      it('asks once more when connections are lost', async () => {
        for (const proxy of proxies) proxy.hang();
        const waiting = readAll();
        expect(await stateOf(waiting)).to.equal('pending');
        for (const proxy of proxies) proxy.cut();
        expect(await waiting).to.equal(many.length);
      });

      it('refuses writes that may have been made twice', async () => {
        for (const proxy of proxies) proxy.hang();
        const written = errorOf(() => store.apply(many.map((set) => ({ set, value: Uint8Array.of(4, 5, 6), ttlMs: MINUTE }))));
        for (const proxy of proxies) proxy.cut();
        await written;
        expect(await readAll()).to.equal(many.length);
      });

      it('leaves dead sockets when it is told to', async () => {
        for (const proxy of proxies) proxy.hang();
        store.reset?.();
        expect(await readAll()).to.equal(many.length);
      });

      it('passes on what one node refuses', async () => {
        const direct = await connect(cluster.ports);
        const text = redisStore(direct.client);
        await (direct.client as { del(key: string): Promise<unknown> }).del('a list');
        const push = direct.client as {
          rpush?(key: string, item: string): Promise<unknown>;
          rPush?(key: string, item: string): Promise<unknown>;
        };
        await (push.rpush?.('a list', 'item') ?? push.rPush?.('a list', 'item'));
        expect((await errorOf(() => text.get([...many, 'a list']))).message).to.contain('WRONGTYPE');
        await direct.close();
      });
    });
  }
});
