import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { build } from 'esbuild';
import { projectRoot } from '../docs/programs.js';

const THREE = ['Cached', 'ContainerSingleton', 'createHandler'];

/** KB of a minified bundle that uses these exports, plain and with gzip. */
async function bundled(names: readonly string[], file = 'index.js'): Promise<[plain: number, gzip: number]> {
  const entry = join(projectRoot, 'dist/esm', file);
  const contents =
    names.length === 0 ? `export * from '${entry}'` : `import { ${names.join()} } from '${entry}'; console.log(${names.join()});`;
  const options = { bundle: true, minify: true, platform: 'node', format: 'esm', write: false, legalComments: 'none' } as const;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: projectRoot }, ...options });
  const output = outputFiles[0]?.contents ?? new Uint8Array();
  return [output.length / 1_000, gzipSync(output).length / 1_000];
}

/** The bytes of the files that are read where a program requires the package and uses these exports; of all where there are none. */
function required(names: readonly string[]): number {
  const script = `
    const Module = require('node:module');
    const files = new Set();
    const load = Module._extensions['.js'];
    Module._extensions['.js'] = (module, file) => { files.add(file); return load(module, file); };
    const exported = require('./dist/cjs/index.js');
    for (const name of ${JSON.stringify(names)}.length > 0 ? ${JSON.stringify(names)} : Object.keys(exported)) exported[name];
    console.log(JSON.stringify([...files]));`;
  const files: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: projectRoot, encoding: 'utf8' }));
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

// What a cold start pays. The limits are what has been reached: they go down, and up only with a decision.
describe('packaging/weight', () => {
  const limits: [what: string, names: string[], plain: number, gzip: number][] = [
    ['Cached', ['Cached'], 81.9, 30],
    ['the three that most programs use', THREE, 123.9, 45.2],
    ['everything', [], 154.5, 55.8],
  ];
  for (const [what, names, plain, gzip] of limits) {
    it(`a bundle of ${what}`, async () => {
      const [is, zipped] = await bundled(names);
      expect(is, 'minified, KB').to.be.at.most(plain);
      expect(zipped, 'with gzip, KB').to.be.at.most(gzip);
    });
  }

  const page = readFileSync(join(projectRoot, 'docs/cold-start.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+|everything) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
  for (const [, what = '', ...said] of rows)
    it(`docs/cold-start.md says what a bundle of ${what} weighs`, async () => {
      const names = [...what.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
      const is = await bundled(names, names.includes('KeyedSingleton') ? 'keyed/index.js' : 'index.js');
      for (const [index, size] of is.entries()) expect(Number(said[index]), `${size} KB`).to.be.closeTo(size, size * 0.03);
    });
  it('docs/cold-start.md has a row of each', () => expect(rows).to.have.length(9));

  it('require reads the files of what is used', () => {
    const all = required([]);
    expect(required(['Cached']) / all).to.be.at.most(0.56);
    expect(required(THREE) / all).to.be.at.most(0.83);
  });
});
