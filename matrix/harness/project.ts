import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, DIALECTS, type Dialect } from './cell.js';
import type { Setup } from './page.js';
import { paths } from './paths.js';

/** Empties build/matrix, and gives it the packages of matrix/node_modules and a copy of the built warmscope. */
export function prepareBuild(): void {
  rmSync(paths.build, { recursive: true, force: true });
  const modules = join(paths.build, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(paths.tools)) if (!name.startsWith('.')) symlinkSync(join(paths.tools, name), join(modules, name));
  mkdirSync(join(modules, 'warmscope'));
  for (const part of ['dist', 'package.json']) cpSync(join(paths.root, part), join(modules, 'warmscope', part), { recursive: true });
}

/** Writes a project of its own for a cell: sources, its package.json, and what the page says. Gives its folder. */
export function writeProject(cell: Cell, { files }: Setup, sources: ReadonlyMap<string, string>, program: string): string {
  const { compiler, dialect, format } = cell;
  const folder = join(paths.build, compiler.name.replace(' ', '-'), `${dialect}-${format}`, program);
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', type: format === 'esm' ? 'module' : 'commonjs' }));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  for (const [name, text] of sources) writeFileSync(join(folder, 'src', name), text);
  return folder;
}

/** The fixture application in a dialect, by the names that its files have there: `vault.tc39.ts` is its `vault.ts`. */
export function fixtureFor(dialect: Dialect): Map<string, string> {
  const sources = new Map<string, string>();
  for (const file of readdirSync(paths.app)) {
    const [name = '', of, extension] = file.split('.');
    const text = readFileSync(join(paths.app, file), 'utf8');
    if (extension === undefined) sources.set(file, text);
    else if (!DIALECTS.some((each) => each === of)) throw new Error(`${file}: there is no dialect ${of}`);
    else if (of === dialect || (of === 'legacy' && dialect === 'metadata' && !existsSync(join(paths.app, `${name}.metadata.ts`))))
      sources.set(`${name}.${extension}`, text);
  }
  return sources;
}
