import { createContainer } from 'awilix';
import { Container } from 'inversify';
import { type DiContainer, type DiToken, type Duration, registry } from '../../src/index.js';

/** Compiled in both dialects and never run. */

interface TenantEvent {
  readonly tenantId: string;
}

const asserted = <T>(value: T): T => value;

registry.keyBuilders.set('byTenant', (event) => [event.tenantId]);
registry.keyBuilders.set('byTenant', (event: TenantEvent) => event.tenantId);
registry.keyBuilders.set(Symbol('byTenant'), { build: (event: TenantEvent) => event.tenantId });
// @ts-expect-error an object is no Key
registry.keyBuilders.set('byTenant', (event: TenantEvent) => ({ event }));
// @ts-expect-error no builder
registry.keyBuilders.set('byTenant', 5);

registry.configure({ defaults: { ttl: '5m', max: 5, per: 'class' }, clock: { now: () => 0 } });
registry.configure({ clock: undefined });
registry.configure({ clock: { now: () => 0, after: (_milliseconds, callback) => () => callback() } });
registry.configure({ thaw: { gap: '1m', stalledGap: Number.POSITIVE_INFINITY } });
registry.configure({ thaw: undefined });
// @ts-expect-error no duration
registry.configure({ thaw: { gap: 'long' } });
// @ts-expect-error a key is no default
registry.configure({ defaults: { key: () => 1 } });
// @ts-expect-error no clock
registry.configure({ clock: Date.now });
// @ts-expect-error an option of a later version
registry.configure({ shared: true });

asserted<Duration[]>([1, '250ms', '30s', '5m', '2h', '1d', '1.5h', Number.POSITIVE_INFINITY]);
// @ts-expect-error a number without a unit is milliseconds, and no string
asserted<Duration>('5');
// @ts-expect-error no such unit
asserted<Duration>('5w');

const awilix = createContainer();
const inversify = new Container();
asserted<() => void>(
  registry.connect({
    has: (token) => typeof token !== 'function' && awilix.hasRegistration(token),
    resolve: (token) => awilix.resolve(token as string),
  }),
);
registry.connect({
  has: (token) => inversify.isBound(token),
  resolve: (token) => inversify.get(token),
  construct: (target) => Reflect.construct(target as never, []),
});
class Texts implements DiContainer {
  has(token: DiToken): boolean {
    return typeof token === 'string';
  }
  resolve(token: string): string {
    return token;
  }
}
registry.connect(new Texts());
// @ts-expect-error a container says what it has
registry.connect({ resolve: () => 1 });
// @ts-expect-error nothing to ask
registry.connect({ has: () => true });
// @ts-expect-error not at once
registry.connect({ has: async () => true, resolve: () => 1 });
// @ts-expect-error no container
registry.connect('awilix');
