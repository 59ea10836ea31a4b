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
  const found = [...packageFolders.flatMap((folder) => copiesBelow(folder)), ...above];
  const copies = new Map<string, Copy>();
  for (const path of found) {
    const version = field(jsonOf(join(path, 'package.json')), 'version');
    if (typeof version === 'string') copies.set(realpathSync(path), { path: shown(path, project), version });
  }
  return [...copies.values()].sort(({ path: one }, { path: other }) => one.length - other.length);
}

/** Copies in a `node_modules` folder and in those of the packages in it; pnpm's store is one of them. */
function copiesBelow(modules: string): string[] {
  return entriesOf(modules).folders.flatMap((name) => {
    const path = join(modules, name);
    if (name === OWN_NAME) return [path];
    if (name === '.pnpm')
      return entriesOf(path).folders.map((each) => join(path, each, 'node_modules', OWN_NAME));
    if (name.startsWith('@')) return entriesOf(path).folders.flatMap((each) => nested(join(path, each)));
    return name.startsWith('.') ? [] : nested(path);
  });
}

function nested(path: string): string[] {
  const { folders } = entriesOf(path);
  return folders.includes('node_modules') ? copiesBelow(join(path, 'node_modules')) : [];
}
