import { Metrics } from '@aws-lambda-powertools/metrics';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { cached } from '../../src/index.js';
import { type PowertoolsMetrics, powertoolsMetrics } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { collectReports } from '../support/warnings.js';
import { EMF_SCHEMA } from './emf-schema.js';

const load = cached((key: string) => ({ key }), { name: 'powertools-load' });

const metricsOfUser = (): Metrics => new Metrics({ namespace: 'shop', serviceName: 'orders' });

/** What is printed meanwhile: Powertools takes the global console where it is told that it is in development. */
async function printedBy(work: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
  console.log = (line: string) => lines.push(line);
  try {
    await work();
  } finally {
    console.log = log;
    delete process.env.POWERTOOLS_DEV;
    delete process.env.POWERTOOLS_METRICS_DISABLED;
  }
  return lines;
}

describe('powertoolsMetrics', () => {
  collectReports();
  let container: TestContainer;
  beforeEach(() => {
    container = createTestContainer();
  });
  afterEach(() => container.dispose());

  it('writes each metric with Powertools’ namespace and service, and leaves the user’s own metrics alone', async () => {
    const metrics = metricsOfUser();
    const lines = await printedBy(async () => {
      const stop = powertoolsMetrics(metrics, { metrics: ['hits', 'misses', 'invocations'] });
      await container.run(() => {
        metrics.addMetric('orders', 'Count', 7);
        return [load('a'), load('a'), load('secret')];
      });
      stop();
    });
    const isValid = new Ajv().compile(EMF_SCHEMA);
    const documents = lines.map((line) => JSON.parse(line));
    for (const document of documents) expect(isValid(document), JSON.stringify(isValid.errors)).to.equal(true);
    expect(documents.map(({ _aws, ...own }) => own)).to.deep.include.members([
      { service: 'orders', member: 'powertools-load', hits: 1 },
      { service: 'orders', member: 'powertools-load', misses: 2 },
      { service: 'orders', invocations: 1 },
    ]);
    for (const { _aws } of documents) expect(_aws.CloudWatchMetrics[0].Namespace).to.equal('shop');
    expect(lines.join()).not.to.include('secret');
    expect(metrics.hasStoredMetrics()).to.equal(true);
    metrics.clearMetrics();
  });

  it('refuses what is no instance of Metrics, and senseless options', () => {
    for (const wrong of [undefined, null, {}, 'metrics', Metrics])
      expect(() => powertoolsMetrics(wrong as unknown as PowertoolsMetrics))
        .to.throw("an instance of Powertools' Metrics")
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(() => powertoolsMetrics(metricsOfUser(), { every: -1 }))
      .to.throw('"every"')
      .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });
});
