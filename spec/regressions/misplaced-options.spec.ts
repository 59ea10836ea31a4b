import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, containerSingleton, createHandler, Invalidates, RetryAfterInvalidate, registry, runInvocation } from '../../src/index.js'; // biome-ignore format: one line
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
  'key on @RetryAfterInvalidate': [on(RetryAfterInvalidate, { ...retry, key: () => 1 }), 'is an option of @Cached and @Invalidates'],
  'ttl on registry.configure': [() => registry.configure({ ttl: '5m' } as object), 'Write { defaults: { ttl: ... } }'],
  'gap on registry.configure': [() => registry.configure({ gap: '5m' } as object), 'is an option of registry.configure({ thaw })'],
  'key among the defaults': [
    () => registry.configure({ defaults: { key: () => 1 } as object }),
    'is an option of @Cached and @Invalidates',
  ],
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
      expect(message).to.match(/weigh, name\.$/);
    }
  });
});
