import { padded, shortened, textWidth } from './text-width.js';

/** One column of a table in a terminal. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Where there is no room, the columns of the highest rank go first; those of rank 0 stay. */
  readonly rank: number;
  /** True for one that is shown only where a row has something in it. */
  readonly isShown?: (row: Row) => boolean;
}

/** A column with its texts. */
interface Filled {
  readonly rank: number;
  readonly texts: readonly string[];
  readonly width: number;
}

const GAP = 2;
const SHORTEST_NAME = 24;

/** The lines of a table, titles first, none wider than `width`; the first column is of names, on the left. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string[] {
  const all = columns.filter(({ isShown }) => isShown === undefined || rows.some(isShown));
  const [names, ...figures] = fitting(
    all.map((column) => filled(column, rows)),
    width,
  );
  if (names === undefined) return [];
  return ['', ...rows].map((_, line) => {
    const cells = figures.map(({ texts, width: columnWidth }) =>
      padded(texts[line] ?? '', columnWidth, 'right'),
    );
    return [padded(names.texts[line] ?? '', names.width, 'left'), ...cells].join(' '.repeat(GAP)).trimEnd();
  });
}

function filled<Row>({ title, cell, rank }: Column<Row>, rows: readonly Row[]): Filled {
  return ofTexts(rank, [title, ...rows.map(cell)]);
}

function ofTexts(rank: number, texts: readonly string[]): Filled {
  return { rank, texts, width: Math.max(...texts.map(textWidth)) };
}

const widthOf = (columns: readonly Filled[]): number =>
  columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/** The columns that fit: names are shortened, then columns left out, then names shortened further. */
function fitting(columns: readonly Filled[], width: number): readonly Filled[] {
  const short = withNames(
    columns,
    Math.max(SHORTEST_NAME, (columns[0]?.width ?? 0) - (widthOf(columns) - width)),
  );
  if (widthOf(short) <= width) return short;
  const last = columns.reduce((one, other) => (other.rank > one.rank ? other : one), { rank: 0 });
  if (last.rank > 0)
    return fitting(
      columns.filter((column) => column !== last),
      width,
    );
  return withNames(columns, Math.max(1, (columns[0]?.width ?? 0) - (widthOf(columns) - width)));
}

function withNames([names, ...figures]: readonly Filled[], most: number): Filled[] {
  if (names === undefined) return [];
  return [
    ofTexts(
      names.rank,
      names.texts.map((text) => shortened(text, most)),
    ),
    ...figures,
  ];
}
