import { ContainerSingleton, createHandler, type RegistryStats, registry } from 'warmscope';
import { emfMetrics } from 'warmscope/metrics';
import type { ReportsAnswer, ReportsEvent, Telemetry } from './messages.js';
import { Reports } from './reports.js';
import { s3ClientsBuilt } from './s3-client.js';

// All caches of the container together: so small here, three reports, that a run of the sample shows it at work.
registry.configure({ maxBytes: 1_500 });

// Each invocation writes to its log what has happened, from which CloudWatch makes metrics.
emfMetrics();

/** The function with warmscope: the container keeps the client and the reports. */
@ContainerSingleton({ inject: [Reports] })
class ReportsHandler {
  constructor(private readonly reports: Reports) {}

  async handle({ requests }: ReportsEvent): Promise<ReportsAnswer> {
    const reports = await Promise.all(requests.map(({ user, month }) => this.reports.report(user, month)));
    const stats = registry.stats();
    return { reports, telemetry: telemetry(stats), registry: stats };
  }
}

export const handler = createHandler(ReportsHandler);

function telemetry({ caches }: RegistryStats): Telemetry {
  const cache = caches.find(({ name }) => name === 'Reports.report');
  if (!cache) throw new Error('The registry does not know the cache of Reports.report.');
  const { loads, hits, joins, expirations, evictions } = cache;
  const counted = { s3Clients: s3ClientsBuilt(), loads, hits, joins, expirations, evictions };
  return { ...counted, wallClock: Date.now(), monotonicClock: performance.now() };
}
