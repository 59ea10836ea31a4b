// Compiles the fixture application in every way that docs/setup describes, runs it on every Node, and compares what it prints.
// --reduced: the oldest and the newest Node only, and one way to find types for each TypeScript. --write: writes the transcript anew, and what
// the compilers cannot do into the pages of docs/setup.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CELLS, type Cell } from './harness/cell.js';
import { findLimits } from './harness/findings.js';
import { recordTranscript, runFixture } from './harness/fixture.js';
import { installTools, nodeBinaries } from './harness/install.js';
import { outdatedPages, writePages } from './harness/limits-table.js';
import { paths } from './harness/paths.js';
import { prepareBuild } from './harness/project.js';
import { legend, table } from './harness/table.js';
import { checkTypes } from './harness/types.js';

const flags = new Set(process.argv.slice(2));
const startedAt = performance.now();
await installTools(console.log);
prepareBuild();

const all = [...nodeBinaries()];
const nodes = new Map(flags.has('--reduced') ? [all.at(0), all.at(-1)].filter((each) => each !== undefined) : all);
if (nodes.size < all.length)
  console.log(`Reduced: Node ${[...nodes.keys()].join(' and ')} of ${all.map(([major]) => major).join(', ')}; npm run matrix runs all.`);

const transcriptFile = join(paths.matrix, 'transcript.txt');
if (flags.has('--write')) writeFileSync(transcriptFile, await recordTranscript(CELLS[0] as Cell));
const transcript = readFileSync(transcriptFile, 'utf8');
const [rows, findings, types] = await Promise.all([
  Promise.all(CELLS.map((cell) => runFixture(cell, nodes, transcript))),
  findLimits(),
  checkTypes(flags.has('--reduced')),
]);

console.log(`\n${table(rows, [...nodes.keys()])}\n\n${legend(rows)}`);
if (flags.has('--write')) writePages(findings);
const outdated = outdatedPages(findings);
const limits = `${findings.filter(({ works }) => !works).length} of ${findings.length} programs of matrix/limits do not work, as docs/setup says.`;
console.log(outdated.length === 0 ? limits : `Outdated: docs/setup/${outdated.join(', ')}; npm run matrix -- --write mends them.`);
const wrong = types.filter(({ errors }) => errors !== '');
const versions = new Set(types.map(({ version }) => version));
console.log(
  `${types.length - wrong.length} of ${types.length} type checks of the package's entries pass: TypeScript ${[...versions].join(', ')}.`,
);
for (const { version, consumer, errors } of wrong) console.log(`TypeScript ${version}, ${consumer}:\n${errors}`);
console.log(`It took ${Math.round((performance.now() - startedAt) / 1000)} s.`);

const differs = rows.some(({ outcomes }) => [...outcomes.values()].some(({ kind }) => kind === 'different'));
process.exitCode = differs || outdated.length > 0 || wrong.length > 0 ? 1 : 0;
