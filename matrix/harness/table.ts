import type { Outcome, Row } from './fixture.js';

const WORDS = { same: 'same', refused: 'refused', different: 'DIFFERENT' } as const;

const DIALECT_NAMES = { metadata: 'experimentalDecorators, metadata', legacy: 'experimentalDecorators', tc39: 'standard (TC39)' } as const;

/** The table of all cells, a column for each Node. */
export function table(rows: readonly Row[], nodes: readonly string[]): string {
  const head = ['compiler', 'decorators', 'modules', ...nodes.map((major) => `Node ${major}`)];
  const lines = rows.map(({ cell: { compiler, dialect, format }, outcomes }) => [
    compiler.name,
    DIALECT_NAMES[dialect],
    format === 'esm' ? 'ESM' : 'CommonJS',
    ...nodes.map((major) => WORDS[outcomes.get(major)?.kind ?? 'different']),
  ]);
  const widths = head.map((title, column) => Math.max(...[head, ...lines].map((line) => (line[column] ?? title).length)));
  const written = [head, widths.map((width) => '-'.repeat(width)), ...lines];
  return written
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What the words of the table mean, and what differs. */
export function legend(rows: readonly Row[]): string {
  const all = rows.flatMap(({ cell, outcomes }) => [...outcomes].map(([major, outcome]) => ({ cell, major, outcome })));
  const count = (kind: Outcome['kind']): number => all.filter(({ outcome }) => outcome.kind === kind).length;
  const differences = new Map<string, string[]>();
  for (const { cell, major, outcome } of all)
    if (outcome.kind === 'different') {
      const places = differences.get(outcome.why) ?? [];
      places.push(`${cell.compiler.name}, ${cell.dialect}, ${cell.format}, Node ${major}`);
      differences.set(outcome.why, places);
    }
  return [
    `${count('same')} cells print the transcript of matrix/transcript.txt.`,
    `${count('refused')} cannot: their compiler emits no decorator metadata. They end with ERR_WARMSCOPE_RESOLUTION, as docs/setup says.`,
    `${count('different')} differ.`,
    ...[...differences].map(([why, places]) => `\n${places.join('\n')}:\n  ${why}`),
  ].join('\n');
}
