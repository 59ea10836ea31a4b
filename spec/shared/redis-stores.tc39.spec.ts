import { redisStore } from '../../src/shared/redis-store.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { conforms, type StoreRig } from './conformance.js';
import { MapStore } from './map-store.js';
import { CLIENTS, CLUSTER_CLIENTS, type OpenClient } from './redis-clients.js';

function rigOf(clients: readonly [OpenClient, OpenClient], more: Partial<StoreRig> = {}): StoreRig {
  return {
    stores: [redisStore(clients[0].client), redisStore(clients[1].client)],
    ...more,
    stop: async () => {
      for (const each of clients) await each.close();
    },
  };
}

describe('shared: Redis stores', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  before(async () => {
    [server, cluster] = await Promise.all([RedisServer.start(), RedisCluster.start()]);
  });
  after(() => Promise.all([server.stop(), cluster.stop()]));

  for (const [name, connect] of Object.entries(CLIENTS))
    conforms(`redisStore with ${name}`, { add: true, leftMs: true, outage: true }, async () =>
      rigOf([await connect(server.port), await connect(server.port)], {
        outage: { begin: () => server.kill(), end: () => server.restart() },
      }),
    );

  for (const [name, connect] of Object.entries(CLUSTER_CLIENTS))
    conforms(`redisStore with ${name}`, { add: true, leftMs: true, outage: false }, async () =>
      rigOf([await connect(cluster.ports), await connect(cluster.ports)]),
    );
});

conforms('a Map', { add: true, leftMs: true, outage: false }, async () => {
  const store = new MapStore();
  return { stores: [store, store], stop: async () => undefined };
});
