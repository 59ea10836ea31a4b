import type { Scenario } from '../scenario.js';
import type { Row } from './row.js';

const WIDTHS = { title: 22, what: 76, toReach: 16, measured: 30 } as const;

/** The lines above the table on the terminal. */
export function heading(): string[] {
  const line = lineOf('scenario', { what: 'number', toReach: 'to reach', measured: 'measured' }, 'ok');
  return [line, '-'.repeat(line.length + 2)];
}

/** The lines of one scenario. */
export function linesOf({ number, title }: Scenario, rows: readonly Row[]): string[] {
  return rows.map((row, index) => lineOf(index === 0 ? `${number} ${title}` : '', row, verdict(row)));
}

/** A table in markdown. */
export function markdownOf(results: readonly (readonly [Scenario, readonly Row[]])[]): string {
  const lines = results.flatMap(([{ number, title }, rows]) =>
    rows.map((row, index) => {
      const cells = [index === 0 ? `${number} ${title}` : '', row.what.trim(), row.toReach, row.measured, verdict(row)];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  );
  return ['| scenario | number | to reach | measured | ok |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}

function lineOf(title: string, { what, toReach, measured }: Omit<Row, 'isReached'>, ok: string): string {
  const cells = [
    title.padEnd(WIDTHS.title),
    what.padEnd(WIDTHS.what),
    toReach.padStart(WIDTHS.toReach),
    measured.padStart(WIDTHS.measured),
  ];
  return `${cells.join('  ')}  ${ok}`;
}

function verdict({ toReach, isReached }: Row): string {
  if (!isReached) return 'MISSED';
  return toReach === '' ? '' : 'yes';
}
