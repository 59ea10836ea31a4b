import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from '../../../samples/container/lambda/install-lock.js';
import { npmCi } from '../../../samples/container/lambda/npm-ci.js';
import { projectRoot } from '../../../samples/container/lambda/project-root.js';

const folder = join(projectRoot, 'spec', 'support', 'lambda', 'node24');
const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  optionalDependencies: { node24: string };
};
const path = join(folder, 'node_modules', 'node24', 'bin', 'node');
const version = `v${optionalDependencies.node24.split('@').at(-1)}`;

/** Node 24 from npm, which exists for Linux on x64 only; elsewhere undefined. */
export const node24 = process.platform === 'linux' && process.arch === 'x64' ? { path, version, install } : undefined;

async function install(log: (line: string) => void): Promise<void> {
  if (isInstalled()) return;
  await withInstallLock('node24', async () => {
    if (isInstalled()) return;
    log(`Installing node ${version} for the specs of spec/lambda, once.`);
    await npmCi(folder);
  });
}

/** Whether it is there, and of the version that the lock file names. */
function isInstalled(): boolean {
  const manifest = join(folder, 'node_modules', 'node24', 'package.json');
  if (!existsSync(path) || !existsSync(manifest)) return false;
  return `v${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}` === version;
}
