import { container } from '../registry/global.js';
import { checkedOptions, name } from '../util/checks.js';
import { DIMENSIONS, NAMESPACE } from './names.js';
import { PUBLISHING_CHECKS, type PublishingOptions, publishEvery } from './publishing.js';
import type { Sample } from './samples.js';

/** How metrics are written in CloudWatch's embedded metric format. */
export interface EmfMetricsOptions extends PublishingOptions {
  /** The CloudWatch namespace. Default: `'warmscope'`. */
  readonly namespace?: string | undefined;
  /**
   * The value of the dimension `function`. Default: `AWS_LAMBDA_FUNCTION_NAME`, else the dimension is left
   * out.
   */
  readonly function?: string | undefined;
  /** Writes one line, without its end. Default: to `process.stdout`. */
  readonly write?: ((line: string) => void) | undefined;
}

/** The most characters that CloudWatch takes as the value of a dimension. */
const LONGEST_DIMENSION = 1_024;

const CHECKS = /* @__PURE__ */ (() => ({
  ...PUBLISHING_CHECKS,
  namespace: name,
  function: name,
  write: (value: unknown) => (typeof value === 'function' ? undefined : 'a function that takes one line'),
}))();

const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Writes what caches and clients have done in CloudWatch's embedded metric format, a line for each member,
 * when an invocation ends: CloudWatch makes metrics of it, under the dimensions `function` and `member`.
 * Gives what ends it, and writes the rest. Throws InvalidOptionError.
 * @example
 * const stop = emfMetrics({ every: '1m', metrics: ['hits', 'misses', 'savedMs'] });
 */
export function emfMetrics(options: EmfMetricsOptions = {}): () => void {
  const given = checkedOptions(options, CHECKS, 'emfMetrics');
  const { namespace = NAMESPACE, write = toStdout } = given;
  const function_ = given.function ?? process.env.AWS_LAMBDA_FUNCTION_NAME;
  return publishEvery(given, (samples) => {
    for (const sample of samples) write(JSON.stringify(documentOf(sample, namespace, function_)));
  });
}

/** One sample as a document of the embedded metric format. */
function documentOf({ member, readings }: Sample, namespace: string, function_: string | undefined): object {
  const dimensions = Object.entries({
    [DIMENSIONS.function]: function_,
    [DIMENSIONS.member]: member,
  }).flatMap(([dimension, value]): [string, string][] =>
    value === undefined ? [] : [[dimension, value.slice(0, LONGEST_DIMENSION)]],
  );
  const directive = {
    Namespace: namespace,
    Dimensions: [dimensions.map(([dimension]) => dimension)],
    Metrics: readings.map((reading) => ({ Name: reading.name, Unit: reading.unit })),
  };
  return {
    _aws: { Timestamp: Math.floor(container.clock.now()), CloudWatchMetrics: [directive] },
    ...Object.fromEntries(dimensions),
    ...Object.fromEntries(readings.map((reading) => [reading.name, reading.value])),
  };
}
