import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, type Dialect } from './cell.js';
import type { Finding } from './findings.js';
import { versionOf } from './install.js';
import { paths } from './paths.js';

const MARKS = [
  '<!-- found by npm run matrix, written by npm run matrix -- --write: start -->',
  '<!-- found by npm run matrix: end -->',
] as const;

const DIALECT_NAMES: Record<Dialect, string> = { metadata: 'with metadata', legacy: '`experimentalDecorators`', tc39: 'standard' };

/** Writes what was found into the pages of docs/setup. */
export function writePages(findings: readonly Finding[]): void {
  for (const page of pages()) writeFileSync(join(paths.pages, page), pageWith(page, findings));
}

/** The pages that say something else than what was found. */
export function outdatedPages(findings: readonly Finding[]): string[] {
  return pages().filter((page) => readFileSync(join(paths.pages, page), 'utf8') !== pageWith(page, findings));
}

const pages = (): string[] => [...new Set(COMPILERS.map(({ page }) => page))];

function pageWith(page: string, findings: readonly Finding[]): string {
  const text = readFileSync(join(paths.pages, page), 'utf8');
  const [start, end] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])];
  if (start < 0 || end < start) throw new Error(`${page} has no marks for what npm run matrix finds`);
  const found = rendered(
    page,
    findings.filter((finding) => finding.page === page && !finding.works),
  );
  return `${text.slice(0, start + MARKS[0].length)}\n\n${found}\n\n${text.slice(end)}`;
}

/** Code in Markdown; twice the quotes where there is one inside. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A table of what does not work: a row for each thing, and for each error that is seen. */
function rendered(page: string, findings: readonly Finding[]): string {
  const rows = new Map<string, { readonly finding: Finding; readonly dialects: Dialect[] }>();
  for (const finding of findings) {
    const key = `${finding.limit.file}: ${finding.text}`;
    const row = rows.get(key) ?? { finding, dialects: [] };
    row.dialects.push(finding.dialect);
    rows.set(key, row);
  }
  const lines = [...rows.values()].map(({ finding: { limit, text }, dialects }) => {
    const seen = text.startsWith('nothing') ? text : code(text);
    return `| ${[limit.what, dialects.map((dialect) => DIALECT_NAMES[dialect]).join(', '), seen, limit.remedy].join(' | ')} |`;
  });
  const compiler = COMPILERS.find((each) => each.page === page);
  const version = versionOf(compiler?.versionFrom ?? compiler?.tool[0] ?? '');
  const head = [
    `Found with ${compiler?.name.split(' ')[0]} ${version}:`,
    '',
    '| what | decorators | what you see | instead |',
    '| --- | --- | --- | --- |',
  ];
  return [...head, ...lines].join('\n');
}
