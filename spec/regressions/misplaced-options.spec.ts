import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, containerSingleton, createHandler, Invalidates, RetryAfterInvalidate, registry, runInvocation } from '../../src/index.js'; // biome-ignore format: one line
import { keyedSingleton } from '../../src/keyed/index.js';
import { errorOf } from '../support/deferred.js';

type Loose = (...args: unknown[]) => (...application: unknown[]) => unknown;
const on =
  (decorator: unknown, ...given: unknown[]) =>
  (): unknown => {
    class Place {
      member(): number {
        return 1;
      }
    }
    return (decorator as Loose)(...given)(Place.prototype, 'member', Object.getOwnPropertyDescriptor(Place.prototype, 'member'));
  };
const onClass = (given: object) => (): unknown => (ContainerSingleton as unknown as Loose)(given)(class Place {});
const retry = { on: () => true, invalidates: ['member'] };

/** What was written, and what the message says. */
const mistakes: Record<string, [write: () => unknown, ...said: string[]]> = {
  'maxAge on @Cached': [on(Cached, { maxAge: '5m' }), '"maxAge" is an option of @ContainerSingleton', 'here is "ttl"'],
  'inject on @Cached': [on(Cached, { inject: [] }), '@ContainerSingleton on a class'],
  'dispose on cached()': [() => cached(() => 1, { dispose: 'end' } as object), 'is an option of @ContainerSingleton'],
  'per on cached()': [() => cached(() => 1, { per: 'class' }), "'per' is for methods"],
  'tenant on @Cached': [on(Cached, { tenant: 't' }), 'is an option of createHandler'],
  'ttl on a singleton': [onClass({ ttl: '5m' }), '"ttl" is an option of @Cached', 'here is "maxAge"'],
  'ttl on containerSingleton()': [() => containerSingleton(() => ({}), { ttl: '5m' } as object), 'here is "maxAge"'],
  'inject on a member': [on(ContainerSingleton, { inject: [] }), '@ContainerSingleton on a class'],
  'ttl on @Invalidates': [on(Invalidates, 'member', { ttl: '5m' }), 'is an option of @Cached'],
  'key on @RetryAfterInvalidate': [
    on(RetryAfterInvalidate, { ...retry, key: () => 1 }),
    'is an option of @Cached, @KeyedSingleton, @Invalidates and @Updates',
  ],
  'tags behind a target': [
    on(Invalidates, 'member', { tags: ['a'] }),
    '"tags" is an option of @Cached, and of @Invalidates without a target',
  ],
  'args on @Invalidates': [on(Invalidates, 'member', { args: () => [] }), 'is an option of @Updates'],
  'ttl on registry.configure': [() => registry.configure({ ttl: '5m' } as object), 'Write { defaults: { ttl: ... } }'],
  'maxIdle on registry.configure': [() => registry.configure({ maxIdle: '5m' } as object), 'Write { defaults: { maxIdle: ... } }'],
  'maxIdle on createHandler': [
    () => createHandler(() => 1, { maxIdle: '5m' } as never),
    'is an option of @Cached, @ContainerSingleton and @KeyedSingleton',
  ],
  'keys on a singleton': [onClass({ keys: 'hashed' }), '"keys" is an option of @Cached'],
  'bypass on @Cached': [on(Cached, { bypass: true }), '"bypass" is an option of registry.configure'],
  'gap on registry.configure': [() => registry.configure({ gap: '5m' } as object), 'is an option of registry.configure({ thaw })'],
  'key among the defaults': [
    () => registry.configure({ defaults: { key: () => 1 } as object }),
    'is an option of @Cached, @KeyedSingleton, @Invalidates and @Updates',
  ],
  'max on a singleton': [onClass({ max: 5 }), '"max" is an option of @Cached and @KeyedSingleton'],
  'dispose on @Cached': [on(Cached, { dispose: 'end' }), 'is an option of @ContainerSingleton and @KeyedSingleton'],
  'validate on createHandler': [
    () => createHandler(() => 1, { validate: () => true } as never),
    'is an option of @ContainerSingleton and @KeyedSingleton',
  ],
  'key on a singleton': [onClass({ key: () => 1 }), 'is an option of @Cached, @KeyedSingleton, @Invalidates and @Updates'],
  'ttl on @KeyedSingleton': [() => keyedSingleton((_id: string) => ({}), { max: 1, ttl: '5m' } as never), 'here is "maxAge"'],
  'inject on @KeyedSingleton': [
    () => keyedSingleton((_id: string) => ({}), { max: 1, inject: [] } as never),
    '@ContainerSingleton on a class',
  ],
  'tags on registry.configure': [() => registry.configure({ tags: ['a'] } as object), 'Write { defaults: { tags: ... } }'],
  'max on registry.configure': [() => registry.configure({ max: 5 } as object), 'Write { defaults: { max: ... } }'],
  'name on registry.configure': [() => registry.configure({ name: 'a' } as object), 'is an option of @Cached, @ContainerSingleton'],
  'tenantId on createHandler': [() => createHandler(() => 1, { tenantId: 't' } as never), 'here is "tenant"'],
  'tenant on runInvocation': [() => runInvocation({ tenant: 't' } as object, () => 1), 'here is "tenantId"'],
};

// Kind of fault: An option that belongs elsewhere was only called unknown: now the message says where it belongs, and what to write instead.
describe('regression: misplaced options', () => {
  for (const [what, [write, ...said]] of Object.entries(mistakes)) {
    it(`${what}: the message says where it belongs`, async () => {
      const error = await errorOf(write);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      for (const words of said) expect(error.message).to.contain(words);
    });
  }

  it('an option that exists nowhere is only called unknown', async () => {
    for (const option of ['tll', '__proto__x', 'toString']) {
      const { message } = await errorOf(on(Cached, { [option]: 5 }));
      expect(message).to.match(/tags, name\.$/);
    }
  });
});
