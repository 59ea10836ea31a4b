import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { cached, containerSingleton } from '../../src/index.js';
import { openTelemetryMetrics } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { collectReports } from '../support/warnings.js';

const load = cached((key: string) => ({ key }), { name: 'otel-load', max: 2 });
const client = containerSingleton(() => ({}), { name: 'otel-client' });

/** A meter whose values can be read back: by metric and member. */
function meterWith(temporality: AggregationTemporality) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  const read = async (): Promise<Record<string, unknown>> => {
    exporter.reset();
    await reader.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return Object.fromEntries(
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [`${descriptor.name} ${attributes.member ?? ''} ${descriptor.unit}`, value]),
      ),
    );
  };
  return { meter: provider.getMeter('warmscope'), read, end: () => provider.shutdown() };
}

describe('openTelemetryMetrics', () => {
  collectReports();
  let container: TestContainer;
  let stop = (): void => undefined;
  beforeEach(() => {
    container = createTestContainer();
  });
  afterEach(async () => {
    stop();
    await container.dispose();
  });

  it('reports totals that never fall, with the member as attribute', async () => {
    const { meter, read, end } = meterWith(AggregationTemporality.CUMULATIVE);
    stop = openTelemetryMetrics(meter);
    await container.run(() => {
      for (const key of ['a', 'a', 'b', 'c']) load(key);
      client();
    });
    expect(await read()).to.include({
      'warmscope.hits otel-load 1': 1,
      'warmscope.misses otel-load 1': 3,
      'warmscope.evictions otel-load 1': 1,
      'warmscope.size otel-load 1': 2,
      'warmscope.builds otel-client 1': 1,
      'warmscope.invocations  1': 1,
      'warmscope.coldStart  1': 1,
    });
    await container.recycle();
    await container.run(() => load('a'));
    expect(await read()).to.include({
      'warmscope.hits otel-load 1': 1,
      'warmscope.misses otel-load 1': 4,
      'warmscope.size otel-load 1': 1,
      'warmscope.invocations  1': 2,
    });
    await end();
  });

  it('gives a reader of differences what happened since it asked last', async () => {
    const { meter, read, end } = meterWith(AggregationTemporality.DELTA);
    stop = openTelemetryMetrics(meter);
    load('a');
    load('a');
    expect(await read()).to.include({ 'warmscope.hits otel-load 1': 1, 'warmscope.misses otel-load 1': 1 });
    load('a');
    load('a');
    expect(await read()).to.include({ 'warmscope.hits otel-load 1': 2, 'warmscope.misses otel-load 1': 0 });
    stop();
    load('a');
    expect(Object.values(await read()).filter(Boolean)).to.deep.equal([]);
    await end();
  });

  it('refuses what is no meter', () => {
    for (const wrong of [undefined, {}, 'meter'])
      expect(() => openTelemetryMetrics(wrong as never))
        .to.throw('takes a meter')
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });
});
