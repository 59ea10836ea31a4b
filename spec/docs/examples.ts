import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One example of the documentation: a program, and what it prints where the page says so. */
export interface Example {
  /** `docs/guide.md:42`: the page, and the line of its first line of code. */
  readonly place: string;
  /** The name of the file it is written to, without its extension. */
  readonly file: string;
  readonly code: string;
  readonly output: string | undefined;
  /** True for one with parameter decorators, which exist only under `experimentalDecorators`. */
  readonly isLegacyOnly: boolean;
}

const BLOCK = /^```(ts\b[^\n]*|typescript[^\n]*)\n([\s\S]*?)^```\n(?:\s*^```text\n([\s\S]*?)^```\n)?/gm;

/** An example that {@link BLOCK} would miss: one that does not begin with three backticks at the start of its line. */
const STRAY = /^(?:[ \t]+`{3,}|`{4,}|~{3,}|`{3}[ \t]+)[ \t]*(?:ts|typescript)\b[^\n]*/m;

/** The examples of every page: those in the root folder and those under docs/. */
export function examplesUnder(root: string): Example[] {
  const inRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const pages = [...inRoot, ...inDocs.map((name) => `docs/${name.replaceAll('\\', '/')}`)];
  return pages.sort().flatMap((page) => examplesOf(page, readFileSync(join(root, page), 'utf8')));
}

/** The examples of one page. */
export function examplesOf(page: string, source: string): Example[] {
  const text = source.replaceAll('\r\n', '\n');
  const [stray] = STRAY.exec(text) ?? [];
  if (stray !== undefined) throw new Error(`${page}: an example begins with three backticks at the start of its line, not '${stray}'.`);
  return [...text.matchAll(BLOCK)].map(({ 1: info = '', 2: code = '', 3: output, index }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    const place = `${page}:${line}`;
    if (info !== 'ts' && info !== 'ts legacy') throw new Error(`${place}: an example is marked 'ts' or 'ts legacy', not '${info}'.`);
    const file = `${page.replace(/\.md$/, '').replaceAll('/', '-')}-${line}`;
    return { place, file, code, output, isLegacyOnly: info === 'ts legacy' };
  });
}
