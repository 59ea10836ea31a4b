/** One number that a scenario has to reach, and what was measured. */
export interface Row {
  readonly what: string;
  readonly toReach: string;
  readonly measured: string;
  readonly isReached: boolean;
  /** True for a time, and for how often something was done: a machine that starves its processes misses it though nothing wrong is read. */
  readonly isPace?: boolean;
}

/** A figure that only a machine with time to spare has to reach. */
export const pace = (row: Row): Row => ({ ...row, isPace: true });

/** A figure, or several of the same kind, that has to be exactly so much. */
export function exactly(what: string, wanted: number, ...measured: readonly number[]): Row {
  return { what, toReach: String(wanted), measured: measured.join(' '), isReached: measured.every((each) => each === wanted) };
}

/** A figure that may not be larger; one with a unit is a time. */
export function atMost(what: string, limit: number, measured: number, unit = ''): Row {
  const isPace = unit !== '';
  return { isPace, what, toReach: `<= ${format(limit)}${unit}`, measured: `${format(measured)}${unit}`, isReached: measured <= limit };
}

/** A figure that may not be smaller. */
export function atLeast(what: string, limit: number, measured: number, unit = ''): Row {
  return { what, toReach: `>= ${format(limit)}${unit}`, measured: `${format(measured)}${unit}`, isReached: measured >= limit };
}

/** A figure that is told, and has no limit. */
export function told(what: string, measured: string): Row {
  return { what, toReach: '', measured, isReached: true };
}

function format(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(figure < 1 ? 2 : figure < 100 ? 1 : 0);
}
