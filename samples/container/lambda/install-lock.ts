import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFolder } from './project-root.js';

const POLL_MS = 250;
const PATIENCE_MS = 10 * 60_000;

/** Runs `work` while no other process of this checkout runs work of that name; a lock whose owner has died is taken over. */
export async function withInstallLock(name: string, work: () => Promise<void>): Promise<void> {
  const lock = join(buildFolder, `${name}.lock`);
  mkdirSync(buildFolder, { recursive: true });
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!tryToTake(lock)) {
    if (performance.now() > giveUpAt) throw new Error(`Another process has held ${lock} for too long; remove it if none is at work.`);
    await sleep(POLL_MS); // the other process cannot tell us when it is done
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryToTake(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!isOwnerAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isOwnerAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
