import { build } from 'esbuild';
import { PROJECT_ROOT } from './project.js';

/** Bundles TypeScript or JavaScript with a copy of warmscope inside, minified as a user would deploy it. */
export async function bundled(
  source: string,
  outfile: string,
  { decorators = 'standard' as 'standard' | 'legacy', format = 'esm' as 'esm' | 'cjs' } = {},
): Promise<string> {
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: PROJECT_ROOT, sourcefile: 'app.ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    outfile,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: decorators === 'legacy' ? { experimentalDecorators: true } : {} },
  });
  return outfile;
}
