import { createStreamHandler } from 'warmscope';
import type { ResponseStream } from '../../answers.js';
import { type ReportEvent, Reports } from './reports.js';

const reports = new Reports();

/** Streams the report in two pieces; a stale one is refreshed meanwhile. */
export const handler = createStreamHandler(async (event: ReportEvent & { fail?: boolean }, stream: ResponseStream, _context: object) => {
  stream.setContentType('text/plain');
  stream.write('the ');
  const { value } = await reports.serve(event);
  if (event.fail) throw new RangeError('the second piece is missing');
  stream.write(value);
  stream.end();
});
