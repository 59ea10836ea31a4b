/** What must be there before anything is measured: the peers, the other versions of Node, a copy of the built package. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MEASURED_NODES } from './flags.mjs';
import { paths } from './paths.mjs';

/** Installs the peers, unless this lock file is installed already. */
export function installPeers() {
  const lock = createHash('sha256')
    .update(readFileSync(join(paths.bench, 'package-lock.json')))
    .digest('hex');
  const note = join(paths.bench, 'node_modules', '.installed-lock');
  if (existsSync(note) && readFileSync(note, 'utf8') === lock) return;
  console.log('Installing the peers ...');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: paths.bench, stdio: 'inherit' });
  writeFileSync(note, lock);
}

/**
 * Copies the built package, so that a build in the meantime does not change what is measured; builds it where that was never done.
 * @param {{ dist: string | undefined, before: string | undefined }} builds  the dist/ of the build to measure, and of another one
 */
export function copyPackage({ dist: wanted, before }) {
  const dist = resolve(wanted ?? join(paths.root, 'dist'));
  if (wanted === undefined && !existsSync(join(dist, 'esm/index.js')))
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: paths.root, stdio: 'inherit' });
  process.on('exit', () => rmSync(paths.build, { recursive: true, force: true }));
  const home = join(paths.build, 'node_modules/warmscope');
  mkdirSync(home, { recursive: true });
  cpSync(dist, join(home, 'dist'), { recursive: true });
  cpSync(join(paths.root, 'package.json'), join(home, 'package.json'));
  process.env.BENCH_WARMSCOPE = entryOf(join(home, 'dist'));
  if (before === undefined) return undefined;
  const former = join(paths.build, 'before');
  cpSync(join(paths.root, 'package.json'), join(former, 'package.json'));
  cpSync(resolve(before), join(former, 'dist'), { recursive: true });
  return entryOf(join(former, 'dist'));
}

/** Tells one build of the copied package from another: the start of its code's hash. */
export function buildId() {
  const folder = join(paths.build, 'node_modules/warmscope/dist/esm');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) if (name.endsWith('.js')) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 10);
}

/** @param {string} dist */
const entryOf = (dist) => pathToFileURL(join(dist, 'esm/index.js')).href;

/**
 * The Node binaries to measure with, by major version: the one that runs this, and those installed as packages.
 * @returns {Map<string, string>}
 */
export function nodeBinaries() {
  const own = process.versions.node.split('.')[0] ?? '';
  const binaries = new Map([[own, process.execPath]]);
  for (const major of MEASURED_NODES) {
    const binary = join(paths.bench, 'node_modules', `node${major}`, 'bin/node');
    if (!binaries.has(major) && existsSync(binary)) binaries.set(major, binary);
  }
  return new Map([...binaries].sort(([one], [other]) => Number(one) - Number(other)));
}
