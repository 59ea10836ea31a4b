import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, field, jsonOf, shown, upwards } from './files.js';

/** An installed copy of the package. */
export interface Copy {
  readonly path: string;
  readonly version: string;
}

const OWN_NAME = 'warmscope';

/** All copies that programs of a project could load: below its folders of packages, and above it. */
export function copiesFor(project: string, packageFolders: readonly string[]): Copy[] {
  const above = upwards(project)
    .slice(1)
    .map((folder) => join(folder, 'node_modules', OWN_NAME));
  const seen = new Set<string>();
  const found = [...packageFolders.flatMap((folder) => copiesBelow(folder, seen)), ...above];
  const copies = new Map<string, Copy>();
  for (const path of found) {
    const version = field(jsonOf(join(path, 'package.json')), 'version');
    if (typeof version === 'string') copies.set(realpathSync(path), { path: shown(path, project), version });
  }
  return [...copies.values()].sort(({ path: one }, { path: other }) => one.length - other.length);
}

/**
 * Copies in a `node_modules` folder and in those of the packages in it, pnpm's store included. Links may lead
 * back to where they are, so each folder is entered once.
 */
function copiesBelow(modules: string, seen: Set<string>): string[] {
  const place = realpathSync(modules);
  if (seen.has(place)) return [];
  seen.add(place);
  return entriesOf(modules).folders.flatMap((name) => {
    const path = join(modules, name);
    if (name === OWN_NAME) return [path];
    if (name === '.pnpm')
      return entriesOf(path).folders.map((each) => join(path, each, 'node_modules', OWN_NAME));
    if (name.startsWith('@'))
      return entriesOf(path).folders.flatMap((each) => nested(join(path, each), seen));
    return name.startsWith('.') ? [] : nested(path, seen);
  });
}

function nested(path: string, seen: Set<string>): string[] {
  const isThere = entriesOf(path).folders.includes('node_modules');
  return isThere ? copiesBelow(join(path, 'node_modules'), seen) : [];
}
