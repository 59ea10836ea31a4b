import { createHandler } from 'warmscope';
import { Reports as EastReports } from './same-names/east.js';
import { Reports as WestReports } from './same-names/west.js';

/** Asks two classes of one name, in two files, for the same report, twice. */
export const handler = createHandler(async (user: string, _context: unknown) => {
  const ask = async (): Promise<string[]> => [
    await new EastReports().report(user),
    await new WestReports().report(user),
    EastReports.summary(user),
    WestReports.summary(user),
  ];
  return [await ask(), await ask()];
});
