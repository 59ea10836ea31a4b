import type { ReportsAnswer, ReportsEvent } from './messages.js';
import { computeReport } from './report.js';
import { buildS3Client, s3ClientsBuilt } from './s3-client.js';

let loads = 0;

/** The function of the sample without warmscope: a client of its own for every invocation, and every report computed when asked for. */
export async function handler({ requests }: ReportsEvent): Promise<ReportsAnswer> {
  const s3 = buildS3Client();
  try {
    loads += requests.length;
    const reports = await Promise.all(requests.map(({ user, month }) => computeReport(s3, user, month)));
    const counted = { s3Clients: s3ClientsBuilt(), loads, hits: 0, joins: 0, expirations: 0, evictions: 0 };
    return { reports, telemetry: { ...counted, wallClock: Date.now(), monotonicClock: performance.now() } };
  } finally {
    s3.destroy();
  }
}
