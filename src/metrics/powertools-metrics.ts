import { InvalidOptionError } from '../errors.js';
import { checkedOptions } from '../util/checks.js';
import { describe } from '../util/describe.js';
import { DIMENSIONS, dimensionValue, type MetricUnit } from './names.js';
import { PUBLISHING_CHECKS, type PublishingOptions, publishEvery } from './publishing.js';

/** The part of Powertools' `Metrics` that is used. */
export interface PowertoolsMetrics {
  singleMetric(): PowertoolsSingleMetric;
}

/** A metric of Powertools' that is written as soon as it has a value. */
export interface PowertoolsSingleMetric {
  addDimension(name: string, value: string): unknown;
  addMetric(name: string, unit: MetricUnit, value: number): unknown;
}

/**
 * Writes what caches and clients have done through an instance of Powertools' `Metrics`, in its namespace and
 * with its service, under the dimension `member`. Gives what ends it, and writes the rest. Throws
 * InvalidOptionError.
 * @example
 * const stop = powertoolsMetrics(new Metrics({ namespace: 'shop', serviceName: 'orders' }));
 */
export function powertoolsMetrics(metrics: PowertoolsMetrics, options: PublishingOptions = {}): () => void {
  if (typeof (metrics as Partial<PowertoolsMetrics> | undefined)?.singleMetric !== 'function')
    throw new InvalidOptionError(
      `powertoolsMetrics takes an instance of Powertools' Metrics: received ${describe(metrics)}; valid is ` +
        "new Metrics({ namespace, serviceName }) of '@aws-lambda-powertools/metrics'.",
    );
  const given = checkedOptions(options, PUBLISHING_CHECKS, 'powertoolsMetrics');
  return publishEvery(given, ({ member, readings }) => {
    for (const { name, unit, value } of readings) {
      const single = metrics.singleMetric();
      if (member !== undefined) single.addDimension(DIMENSIONS.member, dimensionValue(member));
      single.addMetric(name, unit, value);
    }
  });
}
