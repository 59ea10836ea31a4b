import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../samples/container/lambda/project-root.js';

const folder = join(projectRoot, 'build', 'fleet');

/** Compiles the worker's program to one file; warmscope is the built package, as users have it. */
export async function bundleWorker(): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  const outfile = join(folder, 'worker.mjs');
  const source = join(projectRoot, 'fleet', 'worker', 'main.ts');
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: false } },
  });
  return outfile;
}
