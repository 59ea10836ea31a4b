/** The bar chart for the README, drawn from a results file: ratios to hand-written code on a logarithmic scale. */
/** @import { Results, Row } from '../types.d.ts' */
import { writeFileSync } from 'node:fs';
import { paths } from '../harness/paths.mjs';
import { related } from '../tables/compared.mjs';

const WIDTH = 860;
const NAMES = 290;
const RIGHT = 60;
const LINE = 22;
const BAR = 14;
const PANELS = [
  { id: 'sync-hit', title: 'A sync hit, compared with a hand-written Map with expiry and a template key' },
  { id: 'isolated-hit', title: 'One sync hit alone, after 3 ms idle, compared with a hand-written Map in a Map' },
  { id: 'async-hit', title: 'An awaited hit, compared with a hand-written Map of promises with expiry' },
];

/** Dark and light by the reader's setting; where that is unknown, greys that both can show. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #57606a; }
  .title { font-weight: 600; }
  .own { font-weight: 700; fill: #0969da; }
  .bar { fill: #8c959f; }
  .bar.own { fill: #0969da; }
  .line { stroke: #8c959f; stroke-width: 1; }
  .grid { stroke: #8c959f; stroke-opacity: .3; }
  .small { font-size: 11px; }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1; }
    .own, .bar.own { fill: #4493f8; }
    .bar { fill: #656c76; }
  }`;

/** @param {Results} results */
export function writeChart(results) {
  const panels = PANELS.flatMap(({ id, title }) => {
    const rows = results.tables.find((table) => table.id === id)?.rows.filter((row) => ratioOf(row) !== undefined) ?? [];
    return rows.length === 0 ? [] : [{ title, rows }];
  });
  const most = Math.max(...panels.flatMap(({ rows }) => rows.map((row) => ratioOf(row) ?? 1)));
  const scale = scaleTo(most);
  let top = 44;
  const parts = [];
  for (const { title, rows } of panels) {
    parts.push(panel(title, rows, top, scale));
    top += 58 + rows.length * LINE;
  }
  const { date, machine } = results;
  const caption = `Time of a call as a multiple of the hand-written one, median; shorter is faster; logarithmic. Node ${machine.node.slice(1)}, ${date}.`;
  writeFileSync(
    paths.chart,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-label="${escaped(caption)}">
<style>${STYLE}
</style>
<text x="8" y="20" class="small">${escaped(caption)}</text>
${parts.join('\n')}
</svg>
`,
  );
}

/** @param {Row} row */
const ratioOf = (row) => row.cells[related('uniform')]?.median;

/**
 * Where a ratio lies: 1/4 at the left end, `most` at the right one.
 * @param {number} most
 */
function scaleTo(most) {
  const low = Math.log(0.25);
  const high = Math.log(Math.max(4, most));
  const room = WIDTH - NAMES - RIGHT;
  return (/** @type {number} */ ratio) => NAMES + (Math.max(0, Math.log(ratio) - low) / (high - low)) * room;
}

/**
 * @param {string} title
 * @param {readonly Row[]} rows
 * @param {number} top
 * @param {(ratio: number) => number} scale
 */
function panel(title, rows, top, scale) {
  const bottom = top + 14 + rows.length * LINE;
  const ticks = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64].filter((tick) => scale(tick) <= WIDTH - RIGHT);
  const grid = ticks.map((tick) => {
    const x = scale(tick).toFixed(1);
    return `<line class="${tick === 1 ? 'line' : 'grid'}" x1="${x}" x2="${x}" y1="${top + 12}" y2="${bottom}"/>`;
  });
  const bars = rows.map((row, index) => bar(row, top + 16 + index * LINE, scale));
  const labels = ticks.map(
    (tick) => `<text x="${scale(tick).toFixed(1)}" y="${bottom + 14}" text-anchor="middle" class="small">${tick}x</text>`,
  );
  return [`<text x="8" y="${top}" class="title">${escaped(title)}</text>`, ...grid, ...bars, ...labels].join('\n');
}

/**
 * @param {Row} row
 * @param {number} y
 * @param {(ratio: number) => number} scale
 */
function bar(row, y, scale) {
  const ratio = ratioOf(row) ?? 1;
  const own = row.group === 'warmscope' ? ' own' : '';
  const end = scale(ratio);
  return [
    `<text x="${NAMES - 8}" y="${y + 12}" text-anchor="end" class="name${own}">${escaped(row.competitor)}</text>`,
    `<rect class="bar${own}" x="${NAMES}" y="${y + 1}" width="${(end - NAMES).toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<text x="${(end + 6).toFixed(1)}" y="${y + 12}" class="small${own}">${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)}x</text>`,
  ].join('\n');
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
