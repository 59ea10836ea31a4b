import { Cached, ContainerSingleton } from 'warmscope';
import { computeReport, type Report } from './report.js';
import { Storage } from './storage.js';

/** The reports service. A user's month is computed once a minute and container, however many invocations ask for it. */
@ContainerSingleton({ inject: [Storage] })
export class Reports {
  constructor(private readonly storage: Storage) {}

  // The name is for the statistics only: a minifier renames classes.
  @Cached({ key: (user: string, month: string) => [user, month], ttl: '60s', max: 500, name: 'Reports.report' })
  report(user: string, month: string): Promise<Report> {
    return computeReport(this.storage.s3, user, month);
  }
}
