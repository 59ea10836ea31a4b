import { container } from '../registry/global.js';
import { check, checkedOptions, name } from '../util/checks.js';
import { systemClock } from '../util/clock.js';
import { DIMENSIONS, dimensionValue, NAMESPACE } from './names.js';
import { handled, PUBLISHING_CHECKS, type PublishingOptions, publishEvery } from './publishing.js';
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

/** What CloudWatch takes as a namespace; those of `AWS/` are its own. */
const IS_NAMESPACE = /^(?!AWS\/)(?=.*\S)[\w.\-/#: ]{1,255}$/;

const CHECKS = /* @__PURE__ */ (() => ({
  ...PUBLISHING_CHECKS,
  namespace: check(
    (value) => typeof value === 'string' && IS_NAMESPACE.test(value),
    'up to 255 letters, digits, spaces and any of . - _ / # :, not in AWS/',
  ),
  function: name,
  write: (value: unknown) => (typeof value === 'function' ? undefined : 'a function that takes one line'),
}))();

/** Writes a line to stdout. Where nobody reads that any more, it rejects, and no error ends the process. */
function toStdout(line: string): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    stdout.write(`${line}\n`, (error) => {
      if (!error) return resolve();
      // It is emitted as well, once this has returned.
      if (stdout.listenerCount('error') === 0) stdout.once('error', () => undefined);
      reject(error);
    });
  });
}

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
  const function_ = given.function ?? (process.env.AWS_LAMBDA_FUNCTION_NAME || undefined);
  return publishEvery(given, (sample) =>
    handled(write(JSON.stringify(documentOf(sample, namespace, function_)))),
  );
}

/** One sample as a document of the embedded metric format. */
function documentOf({ member, readings }: Sample, namespace: string, function_: string | undefined): object {
  const dimensions = Object.entries({
    [DIMENSIONS.function]: function_,
    [DIMENSIONS.member]: member,
  }).flatMap(([dimension, value]): [string, string][] =>
    value === undefined ? [] : [[dimension, dimensionValue(value)]],
  );
  // A user's clock may tell no time; CloudWatch refuses a line without one.
  const now = container.clock.now();
  const directive = {
    Namespace: namespace,
    Dimensions: [dimensions.map(([dimension]) => dimension)],
    Metrics: readings.map((reading) => ({ Name: reading.name, Unit: reading.unit })),
  };
  return {
    _aws: {
      Timestamp: Math.floor(Number.isFinite(now) ? now : systemClock.now()),
      CloudWatchMetrics: [directive],
    },
    ...Object.fromEntries(dimensions),
    ...Object.fromEntries(readings.map((reading) => [reading.name, reading.value])),
  };
}
