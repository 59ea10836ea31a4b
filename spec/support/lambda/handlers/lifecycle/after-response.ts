import { createHandler, registry } from 'warmscope';
import { type ReportEvent, Reports } from './reports.js';

const reports = new Reports();

export const handler = createHandler((event: ReportEvent, _context: object) => reports.serve(event), { background: 'after-response' });

// The extension is registered before the runtime's first poll closes the registration.
await registry.ready();
