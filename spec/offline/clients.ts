import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from '../../samples/container/lambda/install-lock.js';
import { npmCi } from '../../samples/container/lambda/npm-ci.js';
import { PROJECT_ROOT } from '../packaging/project.js';

const folder = join(PROJECT_ROOT, 'spec/offline/clients');
const note = join(folder, 'node_modules', '.installed-lock');

/** The folder of hosts that others have written; installed once, as its lock says. */
export async function installedClients(): Promise<string> {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const isInstalled = (): boolean => existsSync(note) && readFileSync(note, 'utf8') === lock;
  if (!isInstalled())
    await withInstallLock('offline-clients', async () => {
      if (isInstalled()) return;
      await npmCi(folder);
      writeFileSync(note, lock);
    });
  return folder;
}
