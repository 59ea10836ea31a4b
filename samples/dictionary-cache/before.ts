import { type Outcome, printIfMain } from '../support/outcome.js';
import { SampleClock } from '../support/sample-clock.js';
import { askForReports, FIVE_MINUTES, type Report, ReportSource } from './report-source.js';

export const source = new ReportSource();

const cache: Record<string, { value: Report; expires: number }> = {};

export async function report(user: string, parameter: string): Promise<Report> {
  const key = `${user}-${parameter}`;
  const found = cache[key];
  if (found && found.expires > Date.now()) return found.value;
  const value = await source.compute(user, parameter);
  cache[key] = { value, expires: Date.now() + FIVE_MINUTES };
  return value;
}

/** How many reports the dictionary holds: it never drops one. */
export const size = (): number => Object.keys(cache).length;

/** The time is read from the global clock, so whoever wants to see an entry expire has to patch it. */
export async function run(): Promise<Outcome> {
  const clock = new SampleClock();
  const systemTime = Date.now;
  Date.now = () => clock.now();
  try {
    return await askForReports(report, source, clock);
  } finally {
    Date.now = systemTime;
  }
}

await printIfMain(import.meta.url, run);
