import { InvalidOptionError } from '../errors.js';
import { describe } from '../util/describe.js';
import { type MetricUnit, NAMESPACE } from './names.js';
import { attempt, Progress } from './publishing.js';
import { COUNTERS, LEVELS, type Sample } from './samples.js';
import { thousandths } from './stats-since.js';

/** The part of a `Meter` of `@opentelemetry/api` that is used. */
export interface OpenTelemetryMeter<Instrument> {
  createObservableCounter(name: string, options: { unit: string; description: string }): Instrument;
  createObservableGauge(name: string, options: { unit: string; description: string }): Instrument;
  addBatchObservableCallback(
    callback: (result: Observer<Instrument>) => void,
    observables: Instrument[],
  ): void;
  removeBatchObservableCallback(
    callback: (result: Observer<Instrument>) => void,
    observables: Instrument[],
  ): void;
}

/** What takes the values when a reader asks for them. */
interface Observer<Instrument> {
  observe(instrument: Instrument, value: number, attributes: Record<string, string>): void;
}

/** Units as OpenTelemetry writes them. */
const UNITS: Readonly<Record<MetricUnit, string>> = { Count: '1', Milliseconds: 'ms', Bytes: 'By' };

/**
 * Reports what caches and clients have done to an OpenTelemetry meter, as `warmscope.hits` and so on, with
 * the attribute `member`. Its reader asks for them when it wants to. Gives what ends it. Throws
 * InvalidOptionError.
 * @example
 * const stop = openTelemetryMetrics(metrics.getMeter('warmscope'));
 */
export function openTelemetryMetrics<Instrument>(meter: OpenTelemetryMeter<Instrument>): () => void {
  if (typeof (meter as Partial<typeof meter> | undefined)?.addBatchObservableCallback !== 'function')
    throw new InvalidOptionError(
      `openTelemetryMetrics takes a meter: received ${describe(meter)}; valid is what ` +
        "metrics.getMeter('...') of '@opentelemetry/api' gives.",
    );
  const instruments = new Map<string, Instrument>();
  for (const [name, unit] of Object.entries(COUNTERS))
    instruments.set(name, meter.createObservableCounter(`${NAMESPACE}.${name}`, aboutOf(name, unit)));
  for (const [name, unit] of Object.entries(LEVELS))
    instruments.set(name, meter.createObservableGauge(`${NAMESPACE}.${name}`, aboutOf(name, unit)));
  const totals = new Totals();
  const observables = [...instruments.values()];
  const callback = (result: Observer<Instrument>): void =>
    attempt(() =>
      totals.report((name, value, member) => {
        const instrument = instruments.get(name);
        if (instrument !== undefined)
          result.observe(instrument, value, member === undefined ? {} : { member });
      }),
    );
  meter.addBatchObservableCallback(callback, observables);
  return () => meter.removeBatchObservableCallback(callback, observables);
}

const aboutOf = (name: string, unit: MetricUnit) => ({
  unit: UNITS[unit],
  description: `${name} of registry.stats()`,
});

/** What has been counted since the beginning: sums that never fall, whatever becomes of the container. */
class Totals {
  readonly #progress = new Progress(undefined);
  readonly #byMember = new Map<string | undefined, Map<string, number>>();

  /** Hands out all totals, and the levels as they are. */
  report(take: (name: string, value: number, member: string | undefined) => void): void {
    for (const sample of this.#progress.next()) this.#add(sample);
    for (const [member, values] of this.#byMember)
      for (const [name, value] of values) take(name, value, member);
  }

  #add({ member, readings }: Sample): void {
    const values = this.#byMember.get(member) ?? new Map<string, number>();
    this.#byMember.set(member, values);
    for (const { name, value } of readings)
      values.set(name, name in LEVELS ? value : thousandths((values.get(name) ?? 0) + value));
  }
}
