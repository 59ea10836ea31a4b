import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from '../../samples/container/lambda/install-lock.js';
import { npmCi } from '../../samples/container/lambda/npm-ci.js';
import { PROJECT_ROOT } from '../packaging/project.js';

const source = join(PROJECT_ROOT, 'spec/testing/runners');
const tools = join(source, 'node_modules');
const note = join(tools, '.installed-lock');

/**
 * A user's project with the built package and the test runners of `runners/package-lock.json`, which are installed once;
 * gives its folder, which is that of its name under build/.
 */
export async function userProject(name = 'runners'): Promise<string> {
  if (!isInstalled())
    await withInstallLock('runners', async () => {
      if (isInstalled()) return;
      await npmCi(source);
      writeFileSync(note, lockHash());
    });
  const folder = join(PROJECT_ROOT, 'build', name);
  const modules = join(folder, 'node_modules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(modules, 'warmscope'), { recursive: true });
  for (const each of readdirSync(source).filter((entry) => entry !== 'node_modules'))
    cpSync(join(source, each), join(folder, each), { recursive: true });
  for (const each of readdirSync(tools).filter((entry) => !entry.startsWith('.') || entry === '.bin'))
    symlinkSync(join(tools, each), join(modules, each));
  for (const each of ['package.json', 'dist']) cpSync(join(PROJECT_ROOT, each), join(modules, 'warmscope', each), { recursive: true });
  return folder;
}

const isInstalled = (): boolean => existsSync(note) && readFileSync(note, 'utf8') === lockHash();

function lockHash(): string {
  return createHash('sha256')
    .update(readFileSync(join(source, 'package-lock.json')))
    .digest('hex');
}
