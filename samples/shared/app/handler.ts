import { ContainerSingleton, createHandler } from 'warmscope';
import type { FleetAnswer, FleetEvent } from './messages.js';
import { Reports, reportsComputed } from './reports.js';
import { shareBetweenContainers } from './tier.js';

shareBetweenContainers();

@ContainerSingleton({ inject: [Reports] })
class ReportsHandler {
  constructor(private readonly reports: Reports) {}

  async handle(event: FleetEvent): Promise<FleetAnswer> {
    if ('requests' in event) {
      const reports = await Promise.all(event.requests.map(({ user, month }) => this.reports.report(user, month)));
      return { reports, computed: reportsComputed() };
    }
    const { user, month, amount } = event.addOrder;
    await this.reports.addOrder(user, month, amount);
    return { reports: [await this.reports.report(user, month)], computed: reportsComputed() };
  }
}

export const handler = createHandler(ReportsHandler);
