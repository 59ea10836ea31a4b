import { Cached, registry } from 'warmscope';
import { type Outcome, printIfMain } from '../support/outcome.js';
import { SampleClock } from '../support/sample-clock.js';
import { askForReports, type Report, ReportSource } from './report-source.js';

export const source = new ReportSource();

export class Reports {
  @Cached({ key: (user: string, parameter: string) => [user, parameter], ttl: '5m', max: 100 })
  async report(user: string, parameter: string): Promise<Report> {
    return source.compute(user, parameter);
  }
}

export const reports = new Reports();

/** The registry takes any clock. */
export async function run(): Promise<Outcome> {
  const clock = new SampleClock();
  registry.configure({ clock });
  try {
    return await askForReports((user, parameter) => reports.report(user, parameter), source, clock);
  } finally {
    registry.configure({ clock: undefined });
  }
}

await printIfMain(import.meta.url, run);
