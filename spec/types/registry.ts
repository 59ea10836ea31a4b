import { type Duration, registry } from '../../src/index.js';

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
registry.configure({ maxBytes: '25%' });

asserted<Duration[]>([1, '250ms', '30s', '5m', '2h', '1d', '1.5h', Number.POSITIVE_INFINITY]);
// @ts-expect-error a number without a unit is milliseconds, and no string
asserted<Duration>('5');
// @ts-expect-error no such unit
asserted<Duration>('5w');
