import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { cached, registry } from '../../src/index.js';
import { emfMetrics, formatStats, openTelemetryMetrics, powertoolsMetrics, statsSince } from '../../src/metrics/index.js';
import { sharedTier } from '../../src/shared/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { MapStore } from '../shared/map-store.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const tiered = cached(async (key: string) => ({ key }), { name: 'tiered', ttl: '1h', shared: 'tiered@1' });
const alone = cached((key: string) => ({ key }), { name: 'alone' });

describe('metrics of the shared tier', () => {
  collectReports();
  let container: TestContainer;
  const stops: (() => void)[] = [];
  beforeEach(() => {
    container = createTestContainer();
    registry.configure({ shared: sharedTier(new MapStore(), { prefix: 'spec' }) });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop();
    registry.configure({ shared: undefined });
    await container.dispose();
  });
  /** One load, then the same from the store, as the container has forgotten it. */
  const useBoth = async (): Promise<void> => {
    await container.run(async () => [await tiered('a'), alone('a')]);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    await container.recycle();
    await container.run(async () => [await tiered('a'), alone('a')]);
  };

  it('are emitted in the embedded metric format where a member uses it, and add up', async () => {
    const lines: Record<string, unknown>[] = [];
    stops.push(emfMetrics({ write: (line) => void lines.push(JSON.parse(line)) }));
    await useBoth();
    const sum = (name: string, member: string | undefined) =>
      lines.filter((line) => line.member === member).reduce((total, line) => total + Number(line[name] ?? 0), 0);
    expect([sum('sharedHits', 'tiered'), sum('sharedMisses', 'tiered'), sum('misses', 'tiered')]).to.deep.equal([1, 1, 2]);
    expect(sum('sharedQuestions', undefined)).to.be.greaterThan(1);
    expect(lines.filter((line) => line.member === undefined && 'sharedPending' in line).map((line) => line.sharedPending)).to.include(0);
    for (const line of lines.filter(({ member }) => member === 'alone'))
      expect(Object.keys(line).filter((name) => name.startsWith('shared') || name === 'refused')).to.deep.equal([]);
    expect(JSON.stringify(lines)).not.to.match(/null|NaN/);
  });

  it('are reported to OpenTelemetry, with the pending invalidations as a gauge', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
    const provider = new MeterProvider({ readers: [reader] });
    stops.push(openTelemetryMetrics(provider.getMeter('warmscope')));
    await useBoth();
    await reader.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    const of = (name: string) =>
      metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints.map(({ attributes, value }) => [attributes.member, value]);
    expect(of('warmscope.sharedHits')).to.deep.equal([['tiered', 1]]);
    expect(of('warmscope.sharedPending')).to.deep.equal([[undefined, 0]]);
    expect(of('warmscope.sharedErrors')).to.equal(undefined);
    await provider.shutdown();
  });

  it('are handed to Powertools', async () => {
    const added: [string, number][] = [];
    const single = {
      addDimension: () => undefined,
      addMetric: (name: string, _unit: string, value: number) => void added.push([name, value]),
    };
    stops.push(powertoolsMetrics({ singleMetric: () => single }, { metrics: ['sharedHits', 'sharedMisses', 'sharedTimeouts'] }));
    await useBoth();
    expect(added).to.deep.equal([
      ['sharedMisses', 1],
      ['sharedHits', 1],
    ]);
  });

  it('have columns and a line in the table, where there is something', async () => {
    await useBoth();
    const table = formatStats(registry.stats(), { width: 160 });
    expect(table)
      .to.match(/^shared store up, \d+ questions$/m)
      .and.match(/from store/);
    expect(table).not.to.match(/waits|store errors|refused/);
    const { container: life } = registry.stats();
    const shared = { state: 'down', questions: 1, timeouts: 2, opened: 1, pendingInvalidations: 3 } as const;
    const row = { ...(registry.stats().caches.find(({ name }) => name === 'tiered') as never as object), leaseWaits: 4, sharedErrors: 5 };
    const other = formatStats({ container: { ...life, shared }, caches: [row as never], singletons: [] }, { width: 160 });
    expect(other).to.include('shared store down, 1 question, 2 timeouts, taken for down 1 time, 3 invalidations to be sent');
    expect(other)
      .to.match(/ {2}waits {2}store errors {2}/)
      .and.match(/ {2}4 {2,}5 {2,}/);
  });

  it('are differences in statsSince', async () => {
    await useBoth();
    const before = registry.stats();
    await container.run(() => tiered('b'));
    const since = statsSince(before);
    expect(since.caches.find(({ name }) => name === 'tiered')).to.include({ sharedMisses: 1, sharedHits: 0 });
    expect(since.container.shared?.questions).to.be.within(1, 9);
  });
});
