/** @import { Competitor } from '../types.d.ts' */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { paths } from './paths.mjs';

/** @typedef {'esm' | 'cjs'} Format */

/** CommonJS parts of an ESM bundle ask for built-in modules by `require`. */
const REQUIRE_BANNER = "import{createRequire as requireOfBanner}from'node:module';const require=requireOfBanner(import.meta.url);";

/**
 * What to import for a package: its name, or the file of another build.
 * @param {Competitor<string>} competitor
 */
export function importOf({ adapter, environment }) {
  return environment?.BENCH_WARMSCOPE ?? adapter;
}

/**
 * Bundles and minifies a package with all its exports, or with those named.
 * @param {Competitor<string>} competitor
 * @param {Format} format
 * @param {string} [names]  such as `{ Cached }`
 */
export async function bundle(competitor, format, names = '*') {
  const wanted = importOf(competitor);
  const specifier = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted;
  const stem = `${competitor.id}${names === '*' ? '' : names}`.replaceAll(/[^a-z]+/gi, '-');
  const file = join(paths.build, 'bundles', `${stem}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const options = {
    ...(names === '*'
      ? { entryPoints: { [stem]: specifier } }
      : { stdin: { contents: `export ${names} from ${JSON.stringify(specifier)}`, resolveDir: paths.build } }),
    absWorkingDir: paths.build,
    outfile: names === '*' ? undefined : file,
    ...(names === '*' ? { outdir: join(paths.build, 'bundles'), outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' } } : {}),
    bundle: true,
    minify: true,
    format,
    platform: /** @type {const} */ ('node'),
    target: 'node20',
    logLevel: /** @type {const} */ ('silent'),
  };
  await build(options);
  if (format === 'esm' && readFileSync(file, 'utf8').includes('Dynamic require of')) {
    await build({ ...options, banner: { js: REQUIRE_BANNER } });
  }
  return file;
}

/** @param {string} file */
export function sizesOf(file) {
  const code = readFileSync(file);
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}
