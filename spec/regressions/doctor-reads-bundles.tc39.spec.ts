import { expect } from 'chai';
import { build } from 'esbuild';
import { useFiles, warmscope } from '../cli/run-cli.js';
import { projectRoot } from '../docs/programs.js';

/** `npx warmscope doctor` took a bundle that lay beside the sources for a source, and found fault with code of ours in it. */
describe('regressions/doctor-reads-bundles', () => {
  const files = useFiles();

  async function bundle(format: 'cjs' | 'esm', minify: boolean): Promise<string> {
    const contents = "import { cached } from 'warmscope';\nimport 'warmscope/tsyringe';\ncached(() => 1)();\n";
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: projectRoot },
      bundle: true,
      write: false,
      platform: 'node',
      external: ['tsyringe', 'reflect-metadata'],
      target: 'node20',
      format,
      minify,
    });
    return outputFiles[0]?.text ?? '';
  }

  const cases = [
    ['asset/index.js', 'cjs', false],
    ['asset/index.js', 'cjs', true],
    ['lib/main.mjs', 'esm', false],
    ['packages/api/bundle.cjs', 'cjs', true],
  ] as const;
  for (const [path, format, isMinified] of cases)
    it(`leaves ${path} alone, ${isMinified ? 'minified' : 'as it is'}`, async () => {
      files.write('package.json', { name: 'shop', engines: { node: '>=22' } });
      files.write('tsconfig.json', { compilerOptions: { target: 'es2022' } });
      files.write('node_modules/warmscope/package.json', { name: 'warmscope', version: '0.1.0', peerDependencies: { tsyringe: '^4.8.0' } });
      files.write('src/main.ts', "import { cached } from 'warmscope';\n");
      files.write(path, await bundle(format, isMinified));
      const { code, stdout } = warmscope(['doctor', files.path]);
      expect(stdout).to.match(/^sources +1 file$/m);
      expect(stdout).to.match(/^0 problems, 0 hints$/m);
      expect(code).to.equal(0);
    });
});
