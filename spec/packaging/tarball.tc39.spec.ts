import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { VERSION } from '../../src/util/version.js';
import { ENTRIES, MANIFEST } from './entries.js';
import { PROJECT_ROOT, printedBy, run, useFolder } from './project.js';
import { filesBelow, installTarball } from './tarball.js';

/** The package as users get it; what is in it does not depend on the dialect of this file. */
describe('the packed tarball', function () {
  this.timeout(120_000);
  const folder = useFolder();
  let project = '';
  let tarball = '';
  before(async () => {
    ({ project, tarball } = await installTarball(folder.path));
  });
  const tool = (name: string, ...args: string[]) => run(join(PROJECT_ROOT, 'node_modules/.bin', name), args, PROJECT_ROOT);
  const inProject = (source: string, kind: string, ...flags: string[]) => printedBy(source, { cwd: project, kind, flags });

  it('holds the builds with their maps, the sources that these lead to, the pages, and what npm always adds', () => {
    const files = filesBelow(join(project, 'node_modules/warmscope'));
    const expected = [
      /^dist\/.+\.(js|d\.ts)(\.map)?$|^dist\/cjs\/package\.json$/,
      /^src\/.+\.ts$/,
      /^docs\/.+\.(md|svg|png)$|^bench\/chart\.svg$/,
      /^(package\.json|LICENSE|(README|CHANGELOG|CONTRIBUTING)\.md)$/,
    ];
    expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).to.deep.equal([]);
    for (const { module } of ENTRIES)
      for (const format of ['esm', 'cjs'])
        expect(files).to.include.members([`dist/${format}/${module}.js`, `dist/${format}/${module}.d.ts`, `src/${module}.ts`]);
  });

  it('has an entry for each name of the exports, which old compilers find as well', () => {
    expect(ENTRIES.length).to.be.greaterThan(2);
    const others = ENTRIES.map(({ name }) => name.replace(/^warmscope\/?/, '')).filter((name) => name !== '');
    expect(Object.keys(MANIFEST.typesVersions['*'])).to.have.members(others);
  });

  it('passes publint without a complaint', async () => {
    const { stdout, stderr, code } = await tool('publint', 'run', tarball, '--strict');
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.match(/All good/);
  });

  it('passes arethetypeswrong without a complaint', async () => {
    const { stdout, stderr, code } = await tool('attw', tarball, '--format', 'json');
    expect(code, stdout + stderr).to.equal(0);
    const { problems, analysis } = JSON.parse(stdout);
    expect(problems ?? {}).to.deep.equal({});
    const checked = Object.keys(analysis.entrypoints).map((path) => path.replace('.', 'warmscope'));
    expect(checked).to.include.members(ENTRIES.map(({ name }) => name));
  });

  it('is imported, and required where require(esm) is switched off as on Lambda', async () => {
    const use =
      'const load = m.cached((id) => ({ id })); const pool = k.keyedSingleton((id) => ({ id }), { max: 2 });' +
      'const kit = g.createTestContainer(); load(1); kit.dispose();' +
      'console.log(JSON.stringify([load(1) === load(1), pool(1) === pool(1), typeof t.connect, Object.keys(m).length, Object.keys(g).length]));';
    const imported = await inProject(
      `import * as m from 'warmscope'; import * as k from 'warmscope/keyed'; import * as t from 'warmscope/tsyringe'; import * as g from 'warmscope/testing'; ${use}`,
      'module',
    );
    const flags = process.allowedNodeEnvironmentFlags.has('--no-experimental-require-module') ? ['--no-experimental-require-module'] : [];
    const required = await inProject(
      `const m = require('warmscope'); const k = require('warmscope/keyed'); const t = require('warmscope/tsyringe'); const g = require('warmscope/testing'); ${use}`,
      'commonjs',
      ...flags,
    );
    expect(imported).to.deep.equal(required).and.to.have.property('0', true);
  });

  for (const { name } of ENTRIES)
    it(`offers the same names of ${name} to import and to require`, async () => {
      const names = await inProject(
        `import { createRequire } from 'node:module'; import * as esm from '${name}'; const cjs = createRequire(process.cwd() + '/')('${name}');
         console.log(JSON.stringify([Object.keys(esm), Object.keys(cjs)].map((keys) => keys.filter((key) => !['default', 'module.exports'].includes(key)))));`,
        'module',
      );
      const [esm, cjs] = names as [string[], string[]];
      expect(esm).to.have.length.greaterThan(0);
      expect(cjs).to.have.members(esm);
    });

  it('offers what the contract names', async () => {
    const esm = await inProject("import * as esm from 'warmscope'; console.log(JSON.stringify(Object.keys(esm)));", 'module');
    expect(esm).to.include.members([
      'Cached',
      'cached',
      'cacheOf',
      'ContainerSingleton',
      'containerSingleton',
      'createHandler',
      'createStreamHandler',
      'currentInvocation',
      'Invalidates',
      'registry',
      'runInvocation',
    ]);
    expect(esm).to.include.members([
      'WarmscopeError',
      'InvalidOptionError',
      'CacheKeyError',
      'CircularLoadError',
      'NotCachedError',
      'ResolutionError',
    ]);
  });

  it('declares every dependency that its files import, and only those; the main entry has none', () => {
    const dist = join(project, 'node_modules/warmscope/dist');
    const used = ENTRIES.map(({ module }) => ['esm', 'cjs'].flatMap((format) => packagesOf(join(dist, format, `${module}.js`))));
    expect(used[ENTRIES.findIndex(({ module }) => module === 'index')]).to.deep.equal([]);
    expect([...new Set(used.flat())]).to.have.members(Object.keys(MANIFEST.peerDependencies));
    for (const name of Object.keys(MANIFEST.peerDependencies)) expect(MANIFEST.peerDependenciesMeta[name]?.optional, name).to.equal(true);
    expect(MANIFEST.dependencies).to.equal(undefined);
  });

  it('has a command line that loads nothing but Node and its own files, which no entry loads', async () => {
    const home = join(project, 'node_modules/warmscope');
    const cli = join(home, MANIFEST.bin.warmscope);
    expect(packagesOf(cli).filter((name) => !isBuiltin(name))).to.deep.equal([]);
    for (const { module } of ENTRIES)
      for (const format of ['esm', 'cjs'])
        expect(filesOf(join(home, 'dist', format, `${module}.js`)).filter((file) => file.includes('/cli/'))).to.deep.equal([]);
    const version = await run(process.execPath, [cli, '--version'], project);
    expect(version).to.include({ code: 0, stderr: '', stdout: `${VERSION}\n` });
    const unknown = await run(process.execPath, [cli, 'none'], project);
    expect(unknown.code).to.equal(2);
    expect(unknown.stderr).to.match(/^warmscope: unknown command none; [^\n]+\n$/);
  });

  it('names the licences of what the command line has of others', () => {
    const text = readFileSync(join(project, 'node_modules/warmscope/dist/cli/third-party.js'), 'utf8');
    const libraries = [...text.matchAll(/^\/\/#region node_modules\/([^/\n]+)|^\/\/ node_modules\/([^/\n]+)/gm)].map(
      ([, one, other]) => one ?? other ?? '',
    );
    expect(new Set(libraries).size).to.be.greaterThan(1);
    const [licences = ''] = text.split('*/');
    for (const name of new Set(libraries)) expect(licences).to.match(new RegExp(`^${name}$`, 'm'));
    expect(licences.match(/Copyright|permission/gi)?.length).to.be.greaterThan(5);
  });

  it('does not let private paths be imported', async () => {
    const code = await inProject(
      "import('warmscope/dist/esm/shared.js').catch((error) => console.log(JSON.stringify(error.code)));",
      'module',
    );
    expect(code).to.equal('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

/** A file and all those of ours that it loads, itself or through others. */
function filesOf(entry: string): string[] {
  const files = new Set([entry]);
  for (const file of files)
    for (const [, imported, required] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      const from = imported ?? required ?? '';
      if (from.startsWith('.')) files.add(join(dirname(file), from));
    }
  return [...files];
}

/** The packages outside of Node that a file loads, itself or through others. */
function packagesOf(entry: string): string[] {
  const packages = new Set<string>();
  const files = new Set([entry]);
  for (const file of files)
    for (const [, imported, required] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      const from = imported ?? required ?? '';
      if (from.startsWith('.')) files.add(join(dirname(file), from));
      else if (!from.startsWith('node:')) packages.add(from);
    }
  return [...packages];
}

const IMPORTS = /^(?:import|export)\b[^"'\n]*["']([^"']+)["']|require\(["']([^"']+)["']\)/gm;
