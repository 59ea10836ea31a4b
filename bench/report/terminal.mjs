/** @import { Results, Table, Verdict } from '../types.d.ts' */
import { breaksText, cellText, headText } from './figures.mjs';

/** @param {Table} table */
export function printTable(table) {
  console.log(`\n${table.title}  [${table.id}; ${table.rounds} rounds, ${table.seconds.toFixed(0)} s]`);
  const promises = table.rows.some(({ breaks }) => breaks !== undefined);
  const head = ['', ...table.columns.map(headText), ...(promises ? ['does not keep'] : [])];
  const body = table.rows.map((row) => [
    `${row.group === 'warmscope' ? '>' : ' '} ${row.competitor}`,
    ...table.columns.map((column) => cellText(row, column)),
    ...(promises ? [breaksText(row)] : []),
  ]);
  printAligned([head, ...body]);
  for (const { competitor, note } of table.rows)
    if (note !== undefined) console.log(`  ${competitor}: not measured, ${note.split('\n')[0]}`);
}

/**
 * @param {readonly Verdict[]} verdicts
 * @param {string} node
 */
export function printVerdicts(verdicts, node) {
  if (verdicts.length === 0) return;
  console.log(`\nTargets on Node ${node}`);
  printAligned([
    ['table', 'target', 'measured', 'limit', ''],
    ...verdicts.map(({ table, text, measured, limit, met }) => [table, text, measured, limit, met ? 'met' : 'MISSED']),
  ]);
  const met = verdicts.filter((verdict) => verdict.met).length;
  console.log(`${met} of ${verdicts.length} met.`);
}

/** @param {Pick<Results, 'machine'>} results */
export function printMachine({ machine }) {
  console.log(`\nNode ${machine.node}, V8 ${machine.v8}, ${machine.cpu}, ${machine.cores} cores, ${machine.os}`);
}

/** @param {readonly string[][]} lines  the first column left-aligned, texts too, figures right-aligned */
function printAligned(lines) {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    const cells = line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 || /^[a-zA-Z<]/.test(cell) ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}
