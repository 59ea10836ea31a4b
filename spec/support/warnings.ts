import { nextTurn } from './deferred.js';

/** The warnings and unhandled rejections of one spec. */
export interface Reported {
  /** What `process.emitWarning` was given, once it has been delivered. */
  warnings(): Promise<(Error & { code?: string })[]>;
  /** The codes alone, in order. */
  codes(): Promise<(string | undefined)[]>;
}

/** Collects the process warnings of each spec in the surrounding suite; an unhandled rejection fails the spec. */
export function collectReports(): Reported {
  let warnings: (Error & { code?: string })[] = [];
  let unhandled: unknown[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  let others: NodeJS.UnhandledRejectionListener[] = [];
  beforeEach(() => {
    warnings = [];
    unhandled = [];
    // mocha's own listener would fail another spec than the one that is to blame.
    others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('warning', onWarning);
    process.on('unhandledRejection', onUnhandled);
  });
  afterEach(async () => {
    await nextTurn();
    await nextTurn();
    process.off('warning', onWarning);
    process.off('unhandledRejection', onUnhandled);
    for (const listener of others) process.on('unhandledRejection', listener);
    if (unhandled.length > 0) throw new Error(`unhandled rejections: ${unhandled.map(String).join(', ')}`, { cause: unhandled[0] });
  });
  const delivered = async (): Promise<(Error & { code?: string })[]> => {
    await nextTurn();
    return warnings;
  };
  return { warnings: delivered, codes: async () => (await delivered()).map(({ code }) => code) };
}
