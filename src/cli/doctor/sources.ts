import { join } from 'node:path';
import { argumentsAt, lineAt, withoutComments } from './code-text.js';
import { entriesOf, shown, textOf } from './files.js';
import { isDecoratedByTsyringe, withoutToken } from './injections.js';

/** A place in a source file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What the source files of a project say, as far as texts without a parser tell. */
export interface Sources {
  readonly files: number;
  readonly hasTypeScript: boolean;
  /** The tsconfig.json files in folders of the project. */
  readonly tsconfigs: readonly string[];
  /** What they import, and where that is first. */
  readonly imports: ReadonlyMap<string, string>;
  /** The first file that decorates something with tsyringe. */
  readonly decoratedByTsyringe: string | undefined;
  /** Constructors that tsyringe is to call, and of which some parameter has no token. */
  readonly withoutToken: readonly Place[];
  /** Uses of `@Cached` without a `ttl`. */
  readonly withoutTtl: readonly Place[];
  /** Uses of `@Cached` without a `name`. */
  readonly withoutName: readonly Place[];
  /** True where some `registry.configure` gives every method a `ttl`. */
  readonly hasDefaultTtl: boolean;
  /** `node_modules` folders of the project and of packages in it. */
  readonly packageFolders: readonly string[];
}

/** Places in words, the first few of them. */
export function listOf(places: readonly Place[]): string {
  const shown = places.slice(0, MOST_PLACES).map(({ file, line }) => `${file}:${line}`);
  const rest = places.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const MOST_PLACES = 5;
const MOST_FILES = 5_000;
const SKIPPED = /^(node_modules|dist|build|out|coverage|cdk\.out|\..*)$/;
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;
/** What only warmscope's own code says, minified or not: a file that has it is a bundle, wherever it lies. */
const OWN_CODE = /\bwarmscope\.mark\.v\d/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n$]+)\1/g;

/** Reads the source files of a project. */
export function readSources(project: string): Sources {
  const imports = new Map<string, string>();
  const places = { withoutTtl: [] as Place[], withoutToken: [] as Place[], withoutName: [] as Place[] };
  let [files, hasDefaultTtl, decoratedByTsyringe] = [0, false, undefined as string | undefined];
  const { paths, packageFolders, tsconfigs } = listed(project);
  for (const path of paths) {
    const text = withoutComments(textOf(path) ?? '');
    if (OWN_CODE.test(text)) continue;
    files++;
    const file = shown(path, project);
    const own = new Set([...text.matchAll(IMPORT)].map(([, , name = '']) => name));
    for (const name of own) if (!imports.has(name)) imports.set(name, file);
    if (own.has('tsyringe') && isDecoratedByTsyringe(text)) decoratedByTsyringe ??= file;
    if (own.has('tsyringe') || own.has('warmscope'))
      for (const line of withoutToken(text)) places.withoutToken.push({ file, line });
    if (!own.has('warmscope')) continue;
    for (const line of usesWithout(/\bttl\b/, text)) places.withoutTtl.push({ file, line });
    for (const line of usesWithout(/\bname\b/, text)) places.withoutName.push({ file, line });
    hasDefaultTtl ||= /\bdefaults\s*:\s*\{[^}]*\bttl\b/.test(text);
  }
  const hasTypeScript = paths.some((path) => /tsx?$/.test(path));
  const found = { files, hasTypeScript, tsconfigs, imports, decoratedByTsyringe, packageFolders };
  return { ...found, ...places, hasDefaultTtl };
}

function listed(project: string): Record<'paths' | 'packageFolders' | 'tsconfigs', string[]> {
  const paths: string[] = [];
  const packageFolders: string[] = [];
  const tsconfigs: string[] = [];
  const folders = [project];
  for (const folder of folders) {
    const entries = entriesOf(folder);
    if (entries.folders.includes('node_modules')) packageFolders.push(join(folder, 'node_modules'));
    if (entries.files.includes('tsconfig.json'))
      tsconfigs.push(shown(join(folder, 'tsconfig.json'), project));
    const own = entries.folders.filter((name) => !SKIPPED.test(name) && !entries.links.has(name));
    folders.push(...own.map((name) => join(folder, name)));
    for (const name of entries.files) if (SOURCE.test(name)) paths.push(join(folder, name));
    if (paths.length >= MOST_FILES) break;
  }
  return { paths: paths.slice(0, MOST_FILES), packageFolders, tsconfigs };
}

/** The lines of decorators whose options are written out and lack one. */
function usesWithout(option: RegExp, text: string): number[] {
  return [...text.matchAll(/@Cached\b(\s*\()?/g)].flatMap(({ 0: whole, 1: parenthesis, index }) => {
    const options = parenthesis === undefined ? '' : argumentsAt(text, index + whole.length);
    const isWrittenOut = options.trim() === '' || (/^\s*\{/.test(options) && !options.includes('...'));
    if (!isWrittenOut || option.test(options)) return [];
    return [lineAt(text, index)];
  });
}
