import { registry, runInvocation } from 'warmscope';
import type { Latencies } from '../messages.js';
import type { Catalogue } from './catalogue.js';
import type { Origin } from './origin.js';

type Timed = Exclude<keyof Latencies, 'questions'>;
type Asking = keyof Latencies['questions'];

const LOCAL_HITS = 1000;
const TIMED: readonly Timed[] = ['bareGet', 'loader', 'localHit', 'firstHit', 'sharedHit', 'miss'];

/** The durations of each kind of call, and the questions to the store that it cost. */
class Series {
  private readonly durations = Object.fromEntries(TIMED.map((what) => [what, [] as number[]])) as Record<Timed, number[]>;
  private readonly questions: Record<Asking, number[]> = { localHit: [], firstHit: [], sharedHit: [], miss: [] };

  /** Times a piece of work, or the mean of it done several times. */
  async time(what: Timed, work: () => Promise<unknown>, times = 1): Promise<void> {
    const beganAt = performance.now();
    for (let time = 0; time < times; time += 1) await work();
    this.durations[what].push(((performance.now() - beganAt) * 1000) / times);
  }

  /** Counts the questions of an invocation, without `others`, until its background work is done. */
  async count(what: Asking, others: number, work: () => Promise<unknown>): Promise<void> {
    const before = asked();
    await runInvocation({}, work);
    this.questions[what].push(asked() - before - others);
  }

  latencies(): Latencies {
    const medians = Object.fromEntries(TIMED.map((what) => [what, median(this.durations[what])])) as Record<Timed, number>;
    const questions = Object.fromEntries(Object.entries(this.questions).map(([what, all]) => [what, median(all)]));
    return { ...medians, questions: questions as Latencies['questions'] };
  }
}

/** Times calls of a worker that has the item `warm`; another one has loaded `elsewhere-0` and so on. */
export async function measure(
  catalogue: Catalogue,
  origin: Origin,
  bareGet: (key: string) => Promise<unknown>,
  rounds: number,
): Promise<Latencies> {
  const series = new Series();
  const read = (key: string): Promise<unknown> => catalogue.read('keyed', key);
  await runInvocation({}, () => read('warm'));
  for (let round = 0; round < rounds; round += 1) {
    await series.time('bareGet', () => bareGet('nothing'));
    await series.time('loader', () => origin.ask('load', 'keyed', 'warm'));
    await series.count('firstHit', 0, () => series.time('firstHit', () => read('warm')));
    await series.count('localHit', 1, async () => {
      await read('warm');
      await series.time('localHit', () => read('warm'), LOCAL_HITS);
    });
    await series.count('sharedHit', 1, async () => {
      await read('warm');
      await series.time('sharedHit', () => read(`elsewhere-${round}`));
    });
    await series.count('miss', 1, async () => {
      await read('warm');
      await series.time('miss', () => read(`cold-${round}`));
    });
  }
  return series.latencies();
}

function asked(): number {
  return registry.stats().container.shared?.questions ?? 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
