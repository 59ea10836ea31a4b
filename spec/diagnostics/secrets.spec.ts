import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { CHANNELS, EVENTS } from './listener.js';

const SECRET = 's3cr3t';

describe('diagnostics: what messages never have', () => {
  it('is a key, an argument, a value, a tenant, an error, a tag, or an instance', async () => {
    const seen: string[] = [];
    const names = new Set<string>();
    const listener = (message: unknown, name: string | symbol): void => {
      names.add(String(name));
      seen.push(inspect(message, { depth: 10, showHidden: true }));
    };
    const channels = [
      ...CHANNELS.map((name) => `warmscope:${name}`),
      ...['load', 'build'].flatMap((name) => EVENTS.map((event) => `tracing:warmscope:${name}:${event}`)),
    ];
    for (const name of channels) subscribe(name, listener);
    const stop = publishDiagnostics();
    class SecretError extends Error {
      override name = SECRET;
      readonly detail = SECRET;
    }
    class Members {
      readonly secret = SECRET;
      @Cached({ name: 'own', scope: 'tenant', key: (key: string) => [SECRET, key], tags: [SECRET], errorTtl: '1m', max: 2 })
      async own(key: string, fails = false): Promise<object> {
        if (fails) throw new SecretError(SECRET);
        return { value: SECRET + key };
      }
    }
    const members = new Members();
    const plain = cached((secret: string) => ({ secret }), { name: 'plain', max: 1, ttl: '1h', staleWhileRevalidate: '1h' });
    await runInvocation({ tenantId: SECRET, id: SECRET }, async () => {
      for (const key of [SECRET, SECRET, 'b', 'c']) await members.own(key);
      for (let call = 0; call < 2; call++) await errorOf(() => members.own('bad', true));
      await registry.invalidateTags(SECRET);
      await cacheOf(members, 'own').refresh(SECRET);
    });
    await members.own(SECRET);
    for (const key of [SECRET, `${SECRET}2`]) plain(key);
    cacheOf(plain).set([SECRET], { secret: SECRET });
    cacheOf(plain).clear();
    const dispose = (): void => undefined;
    containerSingleton(() => ({ secret: SECRET }), { name: 'client', dispose })();
    await errorOf(containerSingleton(async () => Promise.reject(new SecretError(SECRET)), { name: 'failing' }));
    keyedSingleton((secret: string) => ({ secret }), { name: 'keyed', max: 1, dispose })(SECRET);
    await registry.dispose();
    await nextTurn();
    stop();
    for (const name of channels) unsubscribe(name, listener);
    expect(seen.filter((message) => message.includes(SECRET))).to.deep.equal([]);
    const silent = channels.filter((name) => !names.has(name));
    expect(silent, 'told of in specs of their own').to.have.members(['warmscope:thaw', 'warmscope:shared']);
  });
});
