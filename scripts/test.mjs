// Runs the specs: those of the TC39 dialect, beside them those of the legacy one that differ by dialect, then those of tsyringe.
// Names of these parts as arguments choose some of them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const specsOf = (dialect) => join(root, 'build', dialect, 'spec');

/** The specs of a dialect, those of tsyringe or the others. */
function list(dialect, ofTsyringe) {
  const paths = readdirSync(specsOf(dialect), { recursive: true }).filter((path) => path.endsWith('.spec.js'));
  return paths.filter((path) => path.includes('tsyringe') === ofTsyringe).map((path) => join(specsOf(dialect), path));
}

/** A file and all those of spec/ that it imports, through any number of steps. */
function withHelpers(spec) {
  const files = new Set([spec]);
  for (const file of files)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\(|import )'(\.[^']+)'/g)) {
      const helper = resolve(dirname(file), path);
      if (helper.startsWith(specsOf('legacy')) && existsSync(helper)) files.add(helper);
    }
  return [...files];
}

/** True where the TC39 dialect has a file with the same code. */
function isSame(file) {
  const other = file.replace(specsOf('legacy'), specsOf('tc39'));
  return existsSync(other) && readFileSync(file, 'utf8') === readFileSync(other, 'utf8');
}

const PARTS = {
  tc39: () => list('tc39', false),
  legacy: () => list('legacy', false).filter((spec) => !withHelpers(spec).every(isSame)),
  tsyringe: () => list('legacy', true),
};

/** Runs specs in a process of their own; its output comes at once where it `isShown`, else when it has ended. */
function run(specs, isShown) {
  const mocha = spawn(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), ...specs.sort()], {
    cwd: root,
    stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
  });
  const output = [];
  mocha.stdout?.on('data', (text) => output.push(text));
  mocha.stderr?.on('data', (text) => output.push(text));
  return new Promise((ended) => mocha.on('close', (code) => ended({ code, output: Buffer.concat(output) })));
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
const [first, ...others] = chosen.map((part) => PARTS[part]());
const beside = (async () => {
  const results = [];
  for (const specs of others) results.push(await run(specs, false));
  return results;
})();
const results = [await run(first, true), ...(await beside)];
for (const { output } of results) process.stdout.write(output);
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
