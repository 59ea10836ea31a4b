import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT, run } from './project.js';

/** Packs the package and installs the tarball into a project of its own, offline: its dependencies are linked from here. */
export async function installTarball(folder: string, dependencies: readonly string[]): Promise<{ project: string; tarball: string }> {
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
  for (const name of dependencies) symlinkSync(join(PROJECT_ROOT, 'node_modules', name), join(modules, name));
  return { project, tarball };
}

/** Every file below a folder, by its path from there. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
