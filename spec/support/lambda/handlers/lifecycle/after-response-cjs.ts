import { createHandler } from 'warmscope';
import { type ReportEvent, Reports } from './reports.js';

const reports = new Reports();

/** A CommonJS bundle cannot wait for the registration, which comes in time or too late. */
export const handler = createHandler((event: ReportEvent, _context: object) => reports.serve(event), { background: 'after-response' });
