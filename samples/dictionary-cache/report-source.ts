import type { Outcome } from '../support/outcome.js';
import type { SampleClock } from '../support/sample-clock.js';

/** What is expensive to make: a figure of one user. */
export interface Report {
  readonly user: string;
  readonly parameter: string;
  readonly total: number;
}

/** Where reports come from; counts how often it was asked. */
export class ReportSource {
  computed = 0;

  async compute(user: string, parameter: string): Promise<Report> {
    this.computed++;
    await new Promise((resolve) => setImmediate(resolve));
    return { user, parameter, total: [...user, ...parameter].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) };
  }
}

/** How long a report may be served. */
export const FIVE_MINUTES = 5 * 60_000;

type GetReport = (user: string, parameter: string) => Promise<Report>;

/** Asks for one report twice at once, again, for another one, and for the first one six minutes later. */
export async function askForReports(report: GetReport, source: ReportSource, clock: SampleClock): Promise<Outcome> {
  const answers = await Promise.all([report('ann', 'sales'), report('ann', 'sales')]);
  answers.push(await report('ann', 'sales'));
  answers.push(await report('ben', 'sales'));
  clock.advance(FIVE_MINUTES + 60_000);
  answers.push(await report('ann', 'sales'));
  return { answers, costs: { 'reports computed': source.computed } };
}
