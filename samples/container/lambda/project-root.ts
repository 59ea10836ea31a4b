import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the warmscope checkout, found upwards from this file, whether it runs from its source or from build/. */
export const projectRoot = findProjectRoot(dirname(fileURLToPath(import.meta.url)));

/** The folder of this sample's sources. */
export const sampleFolder = join(projectRoot, 'samples', 'container');

/** The folder for things built on demand; it is ignored by git. */
export const buildFolder = join(projectRoot, 'build', 'lambda');

function findProjectRoot(folder: string): string {
  if (isProjectRoot(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json named "warmscope" above this file: run it from a checkout.');
  return findProjectRoot(parent);
}

function isProjectRoot(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const content = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
  return content.name === 'warmscope';
}
