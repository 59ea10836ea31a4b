import { join } from 'node:path';
import { entriesOf, shown, textOf } from './files.js';

/** A place in a source file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What the source files of a project say, as far as texts without a parser tell. */
export interface Sources {
  readonly files: number;
  /** What they import, and where that is first. */
  readonly imports: ReadonlyMap<string, string>;
  /** Uses of `@Cached` and `cached` without a `ttl`. */
  readonly withoutTtl: readonly Place[];
  /** True where some `registry.configure` gives every method a `ttl`. */
  readonly hasDefaultTtl: boolean;
  /** `node_modules` folders of the project and of packages in it. */
  readonly packageFolders: readonly string[];
}

const MOST_FILES = 5_000;
const SKIPPED = /^(node_modules|dist|build|out|coverage|cdk\.out|\..*)$/;
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;
/** What only warmscope's own code says, minified or not: a file that has it is a bundle, wherever it lies. */
const OWN_CODE = /\bwarmscope\.mark\.v\d/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n$]+)\1/g;

/** Reads the source files of a project. */
export function readSources(project: string): Sources {
  const imports = new Map<string, string>();
  const withoutTtl: Place[] = [];
  let [files, hasDefaultTtl] = [0, false];
  const { paths, packageFolders } = listed(project);
  for (const path of paths) {
    const text = withoutComments(textOf(path) ?? '');
    if (OWN_CODE.test(text)) continue;
    files++;
    const file = shown(path, project);
    for (const [, , name = ''] of text.matchAll(IMPORT)) if (!imports.has(name)) imports.set(name, file);
    if (!/['"]warmscope['"]/.test(text)) continue;
    for (const line of usesWithoutTtl(text)) withoutTtl.push({ file, line });
    hasDefaultTtl ||= /\bdefaults\s*:\s*\{[^}]*\bttl\b/.test(text);
  }
  return { files, imports, withoutTtl, hasDefaultTtl, packageFolders };
}

function listed(project: string): { paths: string[]; packageFolders: string[] } {
  const paths: string[] = [];
  const packageFolders: string[] = [];
  const folders = [project];
  for (const folder of folders) {
    const entries = entriesOf(folder);
    if (entries.folders.includes('node_modules')) packageFolders.push(join(folder, 'node_modules'));
    const own = entries.folders.filter((name) => !SKIPPED.test(name) && !entries.links.has(name));
    folders.push(...own.map((name) => join(folder, name)));
    for (const name of entries.files) if (SOURCE.test(name)) paths.push(join(folder, name));
    if (paths.length >= MOST_FILES) break;
  }
  return { paths: paths.slice(0, MOST_FILES), packageFolders };
}

/** The code with its comments blank, lines as they were. */
function withoutComments(text: string): string {
  const pattern = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replaceAll(
    pattern,
    (whole, string: string | undefined) => string ?? whole.replaceAll(/[^\n]/g, ' '),
  );
}

/** The lines of decorators whose options are written out and have no `ttl`. */
function usesWithoutTtl(text: string): number[] {
  return [...text.matchAll(/@Cached\b(\s*\()?/g)].flatMap(({ 0: whole, 1: parenthesis, index }) => {
    const options = parenthesis === undefined ? '' : argumentsAt(text, index + whole.length);
    const isWrittenOut = options.trim() === '' || (/^\s*\{/.test(options) && !options.includes('...'));
    if (!isWrittenOut || /\bttl\b/.test(options)) return [];
    return [text.slice(0, index).split('\n').length];
  });
}

/** What stands between a parenthesis, which ends before `from`, and the one that closes it. */
function argumentsAt(text: string, from: number): string {
  let depth = 1;
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[()]/g;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '(') depth++;
    else if (found[0] === ')' && --depth === 0) return text.slice(from, found.index);
  }
  return text.slice(from);
}
