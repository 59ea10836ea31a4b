import { expect } from 'chai';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { ENTRIES, MANIFEST } from './entries.js';
import { PROJECT_ROOT } from './project.js';

const EXTERNAL = Object.keys(MANIFEST.peerDependencies);

/** What is left of a program in a bundle, by either bundler; peers stay outside. */
const BUNDLERS: Record<string, (program: string) => Promise<string>> = {
  esbuild: async (program) => {
    const stdin = { contents: program, resolveDir: PROJECT_ROOT };
    const options = {
      bundle: true,
      minify: true,
      write: false,
      platform: 'node',
      format: 'esm',
      external: EXTERNAL,
      logLevel: 'silent',
    } as const;
    const { outputFiles } = await build({ stdin, ...options });
    return outputFiles[0]?.text.trim() ?? '';
  },
  rolldown: async (program) => {
    const id = `${PROJECT_ROOT}/program.js`;
    const plugin = {
      name: 'program',
      resolveId: (source: string) => (source === id ? id : null),
      load: (source: string) => (source === id ? program : null),
    };
    const bundle = await rolldown({
      input: id,
      plugins: [plugin],
      platform: 'node',
      external: [...EXTERNAL, /^node:/],
      logLevel: 'silent',
    });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    return output[0].code.replace(/^export ?\{ ?\};?$/m, '').trim();
  },
};

describe('what a bundle keeps of entries that are not used', () => {
  for (const [name, bundled] of Object.entries(BUNDLERS))
    for (const entry of ENTRIES)
      if (entry.hasSideEffects)
        it(`${name} keeps ${entry.name}, whose import does something`, async () => {
          expect(await bundled(`import '${entry.name}';`)).to.have.length.greaterThan(1_000);
        });
      else
        it(`${name} keeps nothing of ${entry.name}, imported and not used`, async () => {
          expect(await bundled(`import * as unused from '${entry.name}';`)).to.equal('');
          expect(await bundled(`import '${entry.name}';`)).to.equal('');
        });
});
