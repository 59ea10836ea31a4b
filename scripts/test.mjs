// Runs the specs: those of tsyringe, which changes Reflect, those of the legacy dialect that differ by dialect, and those of the TC39 one.
// Each part is a run of mocha with as many processes as there are cores (JOBS sets another number), and ends with its summary.
// Names of parts as arguments choose some of them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
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

/** The parts of the specs in the order in which they run: the summary of the largest comes last. */
const PARTS = {
  tsyringe: () => list('legacy', true),
  legacy: () => list('legacy', false).filter((spec) => !withHelpers(spec).every(isSame)),
  tc39: () => list('tc39', false),
};

/** Rooms whose files take long or wait for other processes; they begin first, so that no core is idle at the end. */
const LONG = ['lambda', 'packaging', 'docs', 'keyed', 'features', 'properties'];

function longFirst(specs) {
  const roomOf = (spec) => spec.split(`${sep}spec${sep}`).at(-1).split(sep)[0];
  const long = LONG.flatMap((room) => specs.filter((spec) => roomOf(spec) === room).sort());
  return [...long, ...specs.filter((spec) => !long.includes(spec)).sort()];
}

/**
 * Runs specs to the end; true where all pass. The sources are loaded first in each process: the registry is that of
 * whichever copy comes first, and some specs load the build as well.
 */
function pass(part, specs) {
  const dialect = part === 'tc39' ? 'tc39' : 'legacy';
  const sources = join(root, 'build', dialect, 'src', 'index.js');
  const jobs = process.env.JOBS ?? String(Math.max(2, availableParallelism()));
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const run = spawn(process.execPath, [mocha, '--parallel', '--jobs', jobs, '--require', sources, ...longFirst(specs)], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((ended) => run.on('close', (code) => ended(code === 0)));
}

const parts = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
const failed = [];
for (const part of parts) {
  console.log(`\nspecs: ${part}`);
  if (!(await pass(part, PARTS[part]()))) failed.push(part);
}
if (failed.length > 0) console.log(`Specs failed: ${failed.join(', ')}; see above.`);
process.exitCode = failed.length > 0 ? 1 : 0;
