/**
 * What a cold start pays for warmscope: the tables of docs/cold-start.md, as Markdown.
 * `npm run build && node bench/cold-start.mjs [binary of Node ...]`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROUNDS = 41;
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist/esm');
const folder = mkdtempSync(join(tmpdir(), 'warmscope-cold-start-'));

/** @type {[entry: string, names: string[]][]} */
const BUNDLES = [
  ['index.js', ['cached']],
  ['index.js', ['Cached']],
  ['index.js', ['ContainerSingleton']],
  ['index.js', ['createHandler']],
  ['index.js', ['Cached', 'ContainerSingleton']],
  ['index.js', ['Cached', 'ContainerSingleton', 'createHandler']],
  ['index.js', ['Cached', 'ContainerSingleton', 'createHandler', 'Invalidates', 'RetryAfterInvalidate']],
  ['index.js', []],
  ['keyed/index.js', ['KeyedSingleton']],
];

/** @param {string} entry @param {string[]} names @param {'esm' | 'cjs'} format */
async function bundled(entry, names, format = 'esm') {
  const from = join(dist, entry);
  const contents = names.length === 0 ? `export * from '${from}'` : `import { ${names} } from '${from}'; console.error(${names});`;
  const options = { bundle: true, minify: true, format, write: false };
  const { outputFiles } = await build({
    ...options,
    write: false,
    platform: 'node',
    legalComments: 'none',
    stdin: { contents, resolveDir: root },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Milliseconds that one `require` takes, in a process of its own. @param {string} node @param {string} what @param {string} cache */
function requireMs(node, what, cache) {
  const code = `const at = performance.now(); require(${JSON.stringify(what)}); console.log(performance.now() - at);`;
  /** @type {NodeJS.ProcessEnv} */
  const env = { PATH: process.env.PATH, ...(cache === '' ? {} : { NODE_COMPILE_CACHE: cache }) };
  return Number(execFileSync(node, ['-e', code], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** The fastest of the runs, which other work on the machine has disturbed least. @param {number[]} values */
const fastest = (values) => Math.min(...values).toFixed(1);

console.log('| bundle of | minified, KB | with gzip, KB |\n| --- | --- | --- |');
for (const [entry, names] of BUNDLES) {
  const bytes = await bundled(entry, names);
  const what = names.length === 0 ? 'everything' : names.map((name) => `\`${name}\``).join(', ');
  console.log(`| ${what} | ${(bytes.length / 1_000).toFixed(1)} | ${(gzipSync(bytes).length / 1_000).toFixed(1)} |`);
}

mkdirSync(join(folder, 'app'));
const nothing = join(folder, 'app/nothing.js');
const app = join(folder, 'app/index.js');
writeFileSync(nothing, '');
writeFileSync(app, await bundled('index.js', ['Cached', 'ContainerSingleton', 'createHandler'], 'cjs'));
const packed = join(folder, 'app/packed.js');
writeFileSync(
  packed,
  `const w = require(${JSON.stringify(join(root, 'dist/cjs/index.js'))}); w.Cached; w.ContainerSingleton; w.createHandler;`,
);
const lines = new Map([
  ['an empty file', nothing],
  ['the package, and the three of it', packed],
  ['a bundle of the three', app],
]);
for (const node of process.argv.length > 2 ? process.argv.slice(2) : [process.execPath]) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const cache = join(folder, version);
  /** @type {Map<string, number[]>} */
  const taken = new Map();
  for (let round = 0; round < ROUNDS; round++)
    for (const [what, file] of lines)
      for (const where of ['', cache]) {
        const ms = requireMs(node, file, where);
        if (round > 0) taken.set(what + where, [...(taken.get(what + where) ?? []), ms]);
      }
  console.log(`\n| ${version}, fastest of ${ROUNDS - 1} processes | without compile cache, ms | with, ms |\n| --- | --- | --- |`);
  for (const what of lines.keys())
    console.log(`| ${what} | ${fastest(taken.get(what) ?? [])} | ${fastest(taken.get(what + cache) ?? [])} |`);
}
console.log(`\nThe bundle of the three is ${(readFileSync(app).length / 1_000).toFixed(1)} KB as CommonJS.`);
rmSync(folder, { recursive: true });
