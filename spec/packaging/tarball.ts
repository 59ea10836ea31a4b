import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST } from './entries.js';
import { PROJECT_ROOT, run } from './project.js';

/** Packs the package and installs the tarball into a project of its own, offline: its peers are linked from here. */
export async function installTarball(folder: string): Promise<{ project: string; tarball: string }> {
  const packed = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], PROJECT_ROOT);
  if (packed.code !== 0) throw new Error(packed.stderr);
  const tarball = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
  const project = join(folder, 'project');
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "private": true }');
  const unpacked = await run('tar', ['-xzf', tarball, '-C', modules], PROJECT_ROOT);
  if (unpacked.code !== 0) throw new Error(unpacked.stderr);
  renameSync(join(modules, 'package'), join(modules, 'warmscope'));
  for (const name of Object.keys(MANIFEST.peerDependencies)) {
    const installed = join(PROJECT_ROOT, 'node_modules', name);
    if (!existsSync(installed)) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(installed, join(modules, name));
  }
  return { project, tarball };
}

/** Every file below a folder, by its path from there. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
