import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './project-root.js';

export interface BundleOptions {
  /** Which decorators the sources are compiled as; by default the standard ones. */
  readonly decorators?: 'tc39' | 'legacy';
  /** Leaves warmscope out of the bundle, so that it is loaded from node_modules by `require`. */
  readonly externalWarmscope?: boolean;
  /** `'esm'` allows a top-level await; by default CommonJS. */
  readonly format?: 'cjs' | 'esm';
}

/** A function as it would be deployed: a folder with one minified file. */
export interface Bundle {
  readonly taskRoot: string;
  readonly handler: string;
  readonly kilobytes: number;
  remove(): Promise<void>;
}

/** Bundles the module `source`, which exports `handler`, with esbuild; warmscope comes from its built package. */
export async function bundleFunction(source: string, options: BundleOptions = {}): Promise<Bundle> {
  if (!existsSync(join(projectRoot, 'dist', 'esm', 'index.js'))) throw new Error('warmscope is not built: npm run build.');
  const taskRoot = await mkdtemp(join(tmpdir(), 'warmscope-function-'));
  const remove = (): Promise<void> => rm(taskRoot, { recursive: true, force: true });
  try {
    const { format = 'cjs' } = options;
    const outfile = join(taskRoot, format === 'esm' ? 'index.mjs' : 'index.js');
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format,
      logLevel: 'silent',
      external: options.externalWarmscope ? ['warmscope'] : [],
      tsconfigRaw: { compilerOptions: { experimentalDecorators: options.decorators === 'legacy' } },
    });
    if (options.externalWarmscope) await installWarmscope(taskRoot);
    const { size } = await stat(outfile);
    return { taskRoot, handler: 'index.handler', kilobytes: Math.round(size / 1024), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function installWarmscope(taskRoot: string): Promise<void> {
  await mkdir(join(taskRoot, 'node_modules'));
  await symlink(projectRoot, join(taskRoot, 'node_modules', 'warmscope'), 'junction');
}
