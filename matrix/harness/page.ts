import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, DIALECTS, FORMATS } from './cell.js';
import { paths } from './paths.js';

/** What a page of docs/setup says for one cell: files to write, and the commands to build and run with. */
export interface Setup {
  readonly files: ReadonlyMap<string, string>;
  readonly build: string | undefined;
  readonly run: string;
}

/** A fenced block with a title: ```json title="tsconfig.json" for="legacy metadata" */
const BLOCK = /^```\w+ title="([^"]+)"(?: for="([^"]+)")?\n([\s\S]*?)^```$/gm;

/** Reads a page: the blocks of one title that are meant for the cell follow each other, JSON is merged. */
export function setupOf(cell: Cell): Setup {
  const page = readFileSync(join(paths.pages, cell.compiler.page), 'utf8');
  const texts = new Map<string, string>();
  for (const [, title = '', words = '', text = ''] of page.matchAll(BLOCK)) {
    if (!isMeant(words.split(' '), cell)) continue;
    const before = texts.get(title);
    texts.set(title, before === undefined ? text : merged(before, text));
  }
  const run = texts.get('run');
  if (run === undefined) throw new Error(`${cell.compiler.page} does not say how to run the program`);
  const files = new Map([...texts].filter(([title]) => title !== 'build' && title !== 'run'));
  return { files, build: texts.get('build')?.trim(), run: run.trim() };
}

/** Whether words such as `legacy metadata` or `esm` fit a cell: of each kind that is named, one has to. */
function isMeant(words: readonly string[], { dialect, format }: Cell): boolean {
  const fits = (kind: readonly string[], mine: string): boolean => !words.some((word) => kind.includes(word)) || words.includes(mine);
  return fits(DIALECTS, dialect) && fits(FORMATS, format);
}

function merged(first: string, second: string): string {
  return JSON.stringify(mergedValues(JSON.parse(first), JSON.parse(second)), undefined, 2);
}

function mergedValues(first: unknown, second: unknown): unknown {
  if (!isRecord(first) || !isRecord(second)) return second;
  const both = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...both].map((key) => [key, key in second ? mergedValues(first[key], second[key]) : first[key]]));
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
