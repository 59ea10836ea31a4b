import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Cell, COMPILERS, type Dialect } from './cell.js';
import { type Ending, runCommand } from './commands.js';
import { LIMITS, type Limit } from './limits.js';
import { type Setup, setupOf } from './page.js';
import { paths } from './paths.js';
import { writeProject } from './project.js';

/** What a compiler makes of a limit's program in a dialect: what the program prints, or the first error. */
export interface Finding {
  readonly page: string;
  readonly limit: Limit;
  readonly dialect: Dialect;
  readonly text: string;
  readonly works: boolean;
}

/** What a page says where a compiler drops a decorator without a word: then there is no error of ours either. */
const IGNORED = 'nothing: the decorator is left out, and the method is not cached';

/** Compiles and runs the programs of matrix/limits as ES modules, with the first compiler of each page. */
export async function findLimits(): Promise<Finding[]> {
  const compilers = COMPILERS.filter(({ page }, index) => COMPILERS.findIndex((other) => other.page === page) === index);
  const cells = compilers.flatMap((compiler) =>
    LIMITS.flatMap((limit) => limit.dialects.map((dialect) => ({ limit, cell: { compiler, dialect, format: 'esm' as const } }))),
  );
  return (await Promise.all(cells.map(({ limit, cell }) => find(limit, cell)))).filter((finding) => finding !== undefined);
}

async function find(limit: Limit, cell: Cell): Promise<Finding | undefined> {
  const setup = changed(setupOf(cell), limit);
  if (setup === undefined) return undefined;
  const source = readFileSync(join(paths.limits, `${limit.file}.ts`), 'utf8');
  const folder = writeProject(cell, setup, new Map([['main.ts', source]]), limit.file);
  const { page } = cell.compiler;
  const built = setup.build === undefined ? undefined : await runCommand(setup.build, cell.compiler, folder);
  if (built !== undefined && built.code !== 0) return { page, limit, dialect: cell.dialect, text: firstError(built), works: false };
  const ran = await runCommand(setup.run, cell.compiler, folder);
  if (ran.code !== 0) return { page, limit, dialect: cell.dialect, text: firstError(ran), works: false };
  const isIgnored = ran.stdout.startsWith('not cached');
  return { page, limit, dialect: cell.dialect, text: isIgnored ? IGNORED : ran.stdout.trim(), works: !isIgnored };
}

/** The page's setup with the limit's change; undefined where the page has nothing to change. */
function changed(setup: Setup, { change }: Limit): Setup | undefined {
  if (change === undefined) return setup;
  const files = new Map([...setup.files].map(([name, text]) => [name, change(text)]));
  const build = setup.build === undefined ? undefined : change(setup.build);
  const isChanged = build !== setup.build || [...files].some(([name, text]) => text !== setup.files.get(name));
  return isChanged ? { ...setup, files, build } : undefined;
}

/** Lines that say what is wrong, as tsc, the compilers written in Rust and Go, and Node print them; the first kind that is found counts. */
const ERRORS = [
  / (error TS\d+: .*)/,
  /\[ERROR\] (.*)/,
  /:\d+:\d+: ERROR: (.*)/,
  /^(?:[\w$]+ \[)?(\w*Error)\]?(: (?!Command failed|Transform failed).*)/m,
];

const LONGEST = 130;

/** The line of an output that says what is wrong, without colours and places, and without the names that a minifier gives. */
function firstError({ stdout, stderr }: Ending): string {
  const output = stripVTControlCharacters(`${stdout}\n${stderr}`);
  for (const pattern of ERRORS) {
    const [, first, rest = ''] = pattern.exec(output) ?? [];
    if (first !== undefined) return shortened(`${first}${rest}`.replace(/(: |#private )\S+ (?=cannot be |\()/, '$1… '));
  }
  throw new Error(`no error is found in:\n${output}`);
}

/** A text that is too long for a table, cut at the end of a word. */
const shortened = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, text.lastIndexOf(' ', LONGEST))} …`);
