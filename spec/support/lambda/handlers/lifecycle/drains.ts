import { ContainerSingleton, createHandler } from 'warmscope';
import type { Refreshed } from '../../answers.js';
import { type ReportEvent, Reports } from './reports.js';

@ContainerSingleton
class ReportsHandler extends Reports {
  handle(event: ReportEvent, _context: object): Promise<Refreshed> {
    return this.serve(event);
  }
}

/** Refreshes are waited for before the answer: the default. */
export const handler = createHandler(ReportsHandler);
