import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A JSON object whose fields may be anything. */
export type Json = Readonly<Record<string, unknown>>;

/** The text of a file; undefined where there is none. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The object in a JSON file, which may have comments and trailing commas; undefined where there is none. */
export function jsonOf(path: string): Json | undefined {
  const text = textOf(path)?.replace(/^\ufeff/, '');
  if (text === undefined) return undefined;
  const bare = text
    .replaceAll(
      /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string: string | undefined) => string ?? '',
    )
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '');
  try {
    const value: unknown = JSON.parse(bare);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** A field of an object in an object; undefined where any of them is missing. */
export function field(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce((value, name) => (Object(value) as Json)[name], json);
}

/** A path as the output shows it: from the project's folder, with forward slashes. */
export const shown = (path: string, from: string): string =>
  relative(from, path).replaceAll('\\', '/') || '.';

/** A folder and those around it, up to the root. */
export function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** The folder of an installed package, as Node finds it from a folder. */
export function packageFolder(name: string, from: string): string | undefined {
  const folders = upwards(from).map((folder) => join(folder, 'node_modules', name));
  return folders.find((folder) => existsSync(join(folder, 'package.json')));
}

/** The names in a folder. */
interface Entries {
  /** Folders, and links, which may lead to one. */
  readonly folders: string[];
  readonly links: ReadonlySet<string>;
  readonly files: string[];
}

/** The names in a folder; none where it cannot be read. */
export function entriesOf(folder: string): Entries {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    return {
      folders: folders.map(({ name }) => name),
      links: new Set(folders.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name)),
      files: entries.filter((entry) => entry.isFile()).map(({ name }) => name),
    };
  } catch {
    return { folders: [], links: new Set(), files: [] };
  }
}
