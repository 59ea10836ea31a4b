import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { Cluster, Redis } from 'ioredis';
import { Cluster as ValkeyCluster } from 'iovalkey';
import { createClient, createClientPool, createCluster } from 'redis';
import { createClientPool as createClientPool5, createCluster as createCluster5 } from 'redis-5';
import { redisStore } from '../../src/shared/redis-store.js';
import { errorOf } from '../support/deferred.js';

const lazy = { lazyConnect: true };
const nodes = [{ host: '127.0.0.1', port: 1 }];
const rootNodes = [{ url: 'redis://127.0.0.1:1' }];

/** What somebody passes by mistake, and the words that say what it was. */
const MISTAKES: Record<string, [make: () => unknown, received: RegExp]> = {
  undefined: [() => undefined, /received undefined;/],
  null: [() => null, /received null;/],
  'a URL': [() => 'redis://:pa55word@host', /received a string;/],
  options: [() => ({ host: 'localhost', password: 'pa55word' }), /received an object of Object;/],
  'an object of no class': [() => Object.create(null), /received an object of no class;/],
  'an emitter': [() => new EventEmitter(), /received an object of EventEmitter;/],
  'a class': [() => Redis, /received the class or function Redis;/],
  'a function that makes a client': [() => () => new Redis(lazy), /received the class or function no class;/],
  'a promise of a client': [() => Promise.resolve(), /received a promise \(await it first\);/],
  'a pipeline': [() => new Redis(lazy).pipeline(), /received an object of Pipeline;/],
  'a client of node-redis 4': [
    () => ({ isOpen: true, connect: async () => {}, on() {}, get: async () => null, sendCommand: async () => null }),
    /received an object of Object;/,
  ],
};

const REPLICAS: Record<string, () => unknown> = {
  'ioredis Cluster, slave': () => new Cluster(nodes, { ...lazy, scaleReads: 'slave' }),
  'ioredis Cluster, all': () => new Cluster(nodes, { ...lazy, scaleReads: 'all' }),
  'ioredis Cluster, a function': () => new Cluster(nodes, { ...lazy, scaleReads: (all: Redis[]) => all[0] as Redis }),
  'iovalkey Cluster': () => new ValkeyCluster(nodes, { ...lazy, scaleReads: 'slave' }),
  'node-redis cluster': () => createCluster({ rootNodes, useReplicas: true }),
  'node-redis 5 cluster': () => createCluster5({ rootNodes, useReplicas: true }),
};

describe('shared: clients that redisStore refuses', () => {
  for (const [what, [make, received]] of Object.entries(MISTAKES))
    it(what, async () => {
      const { code, message } = await errorOf(() => redisStore(make() as Redis));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.match(/^Invalid client of redisStore: /);
      expect(message).to.match(received);
      expect(message).to.contain('valid is a client of ioredis, iovalkey or node-redis 5 or later');
      expect(message).not.to.contain('pa55word');
    });

  for (const [what, make] of Object.entries(REPLICAS))
    it(`${what} that reads from replicas`, async () => {
      const { code, message } = await errorOf(() => redisStore(make() as Redis));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.contain('reads from masters');
    });

  for (const [what, make] of Object.entries({ 'node-redis': () => createClientPool(), 'node-redis 5': () => createClientPool5() }))
    it(`a pool of ${what}`, async () => {
      const { code, message } = await errorOf(() => redisStore(make()));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.contain('valid is a client of one connection');
    });

  it('none of these', () => {
    const scaleReads = 'master';
    const good = [
      new Redis(lazy),
      new Cluster(nodes, { ...lazy, scaleReads }),
      createClient(),
      createCluster({ rootNodes, useReplicas: false }),
    ];
    for (const client of good) expect(redisStore(client).add).to.be.a('function');
  });
});
