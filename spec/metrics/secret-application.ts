// A program that has everything of warmscope/metrics on, and a secret in all that it hands over or throws. `secrets.spec.ts` runs it in a process of
// its own and looks for the secret in whatever it wrote: stdout, stderr, and the files in the folder that it is given.
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  Cached,
  cached,
  cacheOf,
  containerSingleton,
  createHandler,
  currentInvocation,
  Invalidates,
  RetryAfterInvalidate,
  registry,
  Updates,
} from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import {
  emfMetrics,
  formatStats,
  openTelemetryMetrics,
  openTelemetryTraces,
  powertoolsMetrics,
  publishDiagnostics,
  statsSince,
} from '../../src/metrics/index.js';
import { sharedTier } from '../../src/shared/index.js';
import { CHANNELS, EVENTS } from '../diagnostics/listener.js';
import { MapStore } from '../shared/map-store.js';
import { deferred } from '../support/deferred.js';
import { SECRET } from './secret.js';

const folder = process.argv[2] ?? '.';
let now = Date.UTC(2026, 10, 29);
registry.configure({ clock: { now: () => now } });

class SecretError extends Error {
  readonly detail = SECRET;
  override name = SECRET;
  readonly code = SECRET;
  constructor(from: string) {
    super(`${from} refused ${SECRET}`, { cause: SECRET });
  }
}

/** All that may be thrown, with the secret wherever it fits. */
const THROWN: ((from: string) => unknown)[] = [
  (from) => new SecretError(from),
  (from) => new AggregateError([new SecretError(from)], SECRET),
  () => SECRET,
  () => ({ name: SECRET, code: SECRET, message: SECRET, toString: () => SECRET }),
  () => Object.assign(() => SECRET, { code: SECRET }),
  () => Symbol(SECRET),
  () => Object.assign(new Error(SECRET), { code: { toString: () => SECRET } }),
  () => Object.defineProperty(new Error(SECRET), 'code', { get: () => SECRET }),
  () => Object.defineProperty(new Error(SECRET), 'name', { get: fails('a getter') }),
  () =>
    new (class extends Error {
      override get name(): string {
        return SECRET;
      }
    })(SECRET),
];
let thrown = 0;
const fails = (from: string) => (): never => {
  throw THROWN[thrown++ % THROWN.length]?.(from);
};

/** Does what may fail; of what warmscope itself throws the program logs the message. */
async function tried(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { name, code, message } = Object(error);
    if (String(code).startsWith('ERR_WARMSCOPE_')) console.log(`${name}: ${message}`);
  }
}

const messages: string[] = [];
const inspected = (value: unknown): string => inspect(value, { depth: 12, showHidden: true, maxStringLength: null });
for (const name of [
  ...CHANNELS.map((channel) => `warmscope:${channel}`),
  ...['load', 'build'].flatMap((trace) => EVENTS.map((event) => `tracing:warmscope:${trace}:${event}`)),
])
  subscribe(name, (message) => void messages.push(`${name} ${inspected(message)}`));
process.on('warning', ({ name, message, stack }) => void messages.push(`warning ${name} ${message} ${stack}`));

/** Members that work, with the secret in their arguments, keys, values, tags, tenants and fields. */
class Vault {
  readonly password = SECRET;
  readonly #hidden = SECRET;

  @Cached({ key: (user: string) => [SECRET, user], ttl: '1m', staleWhileRevalidate: '1h', tags: [`tag-${SECRET}`], max: 2 })
  async profile(user: string): Promise<object> {
    return { user, password: this.#hidden };
  }
  @Cached({ scope: 'tenant', keys: 'hashed' })
  ofTenant(user: string): string {
    return `${SECRET}-${user}`;
  }
  @Cached({ scope: 'invocation' })
  ofInvocation(user: string): string {
    return `${SECRET}-${user}`;
  }
  @Invalidates('profile', { key: (user: string) => [SECRET, user] })
  async save(user: string): Promise<string> {
    return user;
  }
  @Updates('ofTenant', { key: (user: string) => user })
  update(user: string): string {
    return user;
  }
  @Cached({ name: 'leaky' })
  leaky(user: string): string {
    return `${user} ${currentInvocation()?.tenantId}`;
  }
}

/** Members and options that fail, with the secret in what they throw. */
class Failing {
  @Cached({ ttl: '1m', staleWhileRevalidate: '1h' })
  async refreshed(_user: string): Promise<string> {
    if (this.calls++ === 0) return SECRET;
    throw new SecretError('refresh');
  }
  calls = 0;
  @Cached({ errorTtl: '1m', values: 'cloned' })
  async rejected(user: string): Promise<string> {
    throw new SecretError(user);
  }
  @Cached({ key: fails('key builder') })
  keyless(_user: string): string {
    return SECRET;
  }
  @Cached({ weigh: fails('weigh'), maxBytes: '1MB' })
  weighed(_user: string): string {
    return SECRET;
  }
  @Cached({ store: fails('store') })
  stored(_user: string): string {
    return SECRET;
  }
  @Cached({ tags: fails('tags') })
  tagged(_user: string): string {
    return SECRET;
  }
  @Cached({ ttl: fails('ttl') })
  timed(_user: string): string {
    return SECRET;
  }
  @Cached({ when: fails('when') })
  asked(_user: string): string {
    return SECRET;
  }
  @Cached({ values: 'cloned' })
  uncloneable(_user: string): object {
    return { [SECRET]: Symbol(SECRET) };
  }
  @Cached()
  unkeyable(_user: object): string {
    return SECRET;
  }
  @Invalidates('tagged', { key: fails('invalidation') })
  dropped(_user: string): string {
    return SECRET;
  }
  @Invalidates({ tags: fails('tags of an invalidation') })
  untagged(_user: string): string {
    return SECRET;
  }
  @RetryAfterInvalidate({ on: fails('on'), invalidates: ['tagged'] })
  retried(_user: string): string {
    throw new SecretError('retried');
  }
}

const late = deferred<string>();
const shared = { ttl: '1m', staleWhileRevalidate: '1h', name: 'shared' } as const;
const badCodec = { id: 'bad', encode: fails('codec'), decode: fails('codec') };
const MEMBERS = {
  late: cached(() => late.promise, { timeout: 1, name: 'late' }),
  shared: cached(async (user: string) => ({ user, SECRET }), { ...shared, shared: 'shared@1' }),
  coded: cached(async (user: string) => ({ user }), { ...shared, name: 'coded', shared: { id: 'coded', version: 1, codec: badCodec } }),
  unstorable: cached(async (user: string) => ({ user, [SECRET]: () => SECRET }), { ...shared, name: 'unstorable', shared: 'unstorable@1' }),
  clumsy: cached(async (_user: object) => SECRET, { name: 'clumsy' }),
};
const CLIENTS = {
  client: containerSingleton(() => ({ password: SECRET }), { name: 'client', dispose: fails('disposal'), maxAge: '1m' }),
  failing: containerSingleton(fails('factory'), { name: 'failing client' }),
  keyed: keyedSingleton((user: string) => ({ user }), { name: 'keyed client', max: 1, dispose: fails('keyed disposal') }),
  keyless: keyedSingleton((user: string) => ({ user }), { name: 'keyless client', max: 1, key: fails('key of a client') }),
};

/** A store that fails after a while, as one that is down does. */
class FailingStore extends MapStore {
  isDown = false;
  override async get(keys: readonly string[]) {
    if (this.isDown) throw new SecretError('the store');
    return super.get(keys);
  }
  override async apply(changes: Parameters<MapStore['apply']>[0]) {
    if (this.isDown) throw new SecretError('the store');
    return super.apply(changes);
  }
}
const store = new FailingStore(() => now);
registry.configure({ shared: sharedTier(store, { prefix: `prefix-${SECRET}`, secret: SECRET.padEnd(32, '-') }) });

const spans = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer('spec');
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
const stops = [
  emfMetrics({ function: 'vault' }),
  emfMetrics({ write: fails('a log') }),
  powertoolsMetrics(new Metrics({ namespace: 'vault', serviceName: 'vault' })),
  openTelemetryMetrics(new MeterProvider({ readers: [reader] }).getMeter('spec')),
  openTelemetryTraces(tracer),
  publishDiagnostics(),
];

const [vault, failing] = [new Vault(), new Failing()];
const handler = createHandler(
  async ({ user }: { user: string }) => {
    for (const each of [user, user, `${user}2`, `${user}3`])
      for (const name of ['profile', 'ofTenant', 'ofInvocation', 'save', 'update', 'leaky'] as const) await vault[name](each);
    for (const name of Object.getOwnPropertyNames(Failing.prototype).filter((each) => each !== 'constructor'))
      await tried(() => failing[name as 'stored'](user));
    await tried(() => failing.unkeyable(vault));
    for (const member of Object.values(MEMBERS)) await tried(() => member(user as never));
    late.reject(new SecretError('a late load'));
    await tried(() => MEMBERS.clumsy(new Proxy({}, { ownKeys: fails('an argument') })));
    for (const client of Object.values(CLIENTS)) await tried(() => client(user));
    await tried(() => cacheOf(MEMBERS.shared).set([user], Promise.reject(new SecretError('a promise that was set')) as never));
    await registry.invalidateTags(`tag-${SECRET}`);
    return user;
  },
  { tenant: ({ user }) => `tenant-${user}` },
);

const before = registry.stats();
const snapshots: string[] = [];
for (let turn = 0; turn < 4; turn++) {
  const context = { awsRequestId: `id-${SECRET}`, tenantId: SECRET, functionName: 'vault', getRemainingTimeInMillis: () => 30_000 };
  await tried(() => handler({ user: SECRET }, context as never));
  now += 61_000;
  store.isDown = turn === 1;
  snapshots.push(JSON.stringify(registry.stats()));
}
await registry.dispose();
await new Promise((resolve) => setImmediate(resolve));
await reader.forceFlush();
for (const stop of stops) stop();
console.log(formatStats(registry.stats(), { memory: 512 }), formatStats(statsSince(before)));
writeFileSync(join(folder, 'stats.jsonl'), `${snapshots.join('\n')}\n`);
writeFileSync(join(folder, 'messages.txt'), messages.join('\n'));
writeFileSync(join(folder, 'metrics.txt'), inspected(exporter.getMetrics()));
const told = spans.getFinishedSpans().map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }));
writeFileSync(join(folder, 'spans.txt'), inspected(told));
