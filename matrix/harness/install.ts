import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from '../../samples/container/lambda/install-lock.js';
import { paths } from './paths.js';

/** Installs what matrix/package-lock.json names, unless that is done already. */
export async function installTools(log: (line: string) => void): Promise<void> {
  if (isInstalled()) return;
  await withInstallLock('matrix', async () => {
    if (isInstalled()) return;
    log('Installing the compilers and versions of Node of matrix/package.json, once (about 1 GB).');
    // Without install scripts: esbuild's replaces its program by a binary, which `node` cannot run.
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: paths.matrix, stdio: 'inherit' });
    writeFileSync(note, lockHash());
  });
}

/** The major versions of Node that npm has for this system, with their binaries; elsewhere the one that runs this. */
export function nodeBinaries(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(join(paths.matrix, 'package.json'), 'utf8')) as { optionalDependencies: object };
  const names = Object.keys(manifest.optionalDependencies);
  const found = names.map((name) => [name.replace('node', ''), join(paths.tools, name, 'bin', 'node')] as const);
  const there = found.filter(([, binary]) => existsSync(binary));
  return new Map(there.length > 0 ? there : [[process.versions.node.split('.')[0] ?? '', process.execPath]]);
}

/** The version that is installed of a package of matrix/package.json. */
export function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(paths.tools, name, 'package.json'), 'utf8')) as { version: string }).version;
}

const note = join(paths.tools, '.installed-lock');
const isInstalled = (): boolean => existsSync(note) && readFileSync(note, 'utf8') === lockHash();

function lockHash(): string {
  return createHash('sha256')
    .update(readFileSync(join(paths.matrix, 'package-lock.json')))
    .digest('hex');
}
