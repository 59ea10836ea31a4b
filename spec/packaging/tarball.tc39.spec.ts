import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT, printedBy, run, useFolder } from './project.js';
import { filesBelow, installTarball } from './tarball.js';

/** The package as users get it; what is in it does not depend on the dialect of this file. */
describe('the packed tarball', function () {
  this.timeout(120_000);
  const folder = useFolder();
  let project = '';
  let tarball = '';
  before(async () => {
    ({ project, tarball } = await installTarball(folder.path, ['lru-cache', 'tsyringe', 'reflect-metadata', 'tslib']));
  });
  const tool = (name: string, ...args: string[]) => run(join(PROJECT_ROOT, 'node_modules/.bin', name), args, PROJECT_ROOT);
  const inProject = (source: string, kind: string, ...flags: string[]) => printedBy(source, { cwd: project, kind, flags });

  it('holds the builds, their declarations, the pages for users and what npm always adds, nothing else', () => {
    const files = filesBelow(join(project, 'node_modules/warmscope'));
    const strange = files.filter(
      (file) =>
        !/^(dist\/.+\.(js|d\.ts)|docs\/(?:setup\/)?[a-z-]+\.md|dist\/cjs\/package\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
          file,
        ),
    );
    expect(strange).to.deep.equal([]);
    for (const entry of ['index', 'keyed/index', 'middy/index', 'nest/index', 'testing/index', 'tsyringe/index', 'web/index']) {
      for (const format of ['esm', 'cjs']) expect(files).to.include.members([`dist/${format}/${entry}.js`, `dist/${format}/${entry}.d.ts`]);
    }
  });

  it('passes publint without a complaint', async () => {
    const { stdout, stderr, code } = await tool('publint', 'run', tarball, '--strict');
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.match(/All good/);
  });

  it('passes arethetypeswrong without a complaint', async () => {
    const { stdout, stderr, code } = await tool('attw', tarball, '--format', 'json');
    expect(code, stdout + stderr).to.equal(0);
    expect(JSON.parse(stdout).problems ?? {}).to.deep.equal({});
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

  it('offers the same names to import and to require', async () => {
    const names = await inProject(
      `import { createRequire } from 'node:module'; import * as esm from 'warmscope'; const cjs = createRequire(process.cwd() + '/')('warmscope');
       console.log(JSON.stringify([Object.keys(esm).sort(), Object.keys(cjs).sort()]));`,
      'module',
    );
    const [esm, cjs] = names as [string[], string[]];
    expect(esm.filter((name) => name !== 'default' && name !== 'module.exports')).to.deep.equal(cjs.filter((name) => name !== 'default'));
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

  it('declares every dependency that its files import, and only those', () => {
    const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
    const imports = new Map<string, Set<string>>();
    const dist = join(project, 'node_modules/warmscope/dist');
    for (const file of filesBelow(dist).filter((name) => name.endsWith('.js'))) {
      const source = readFileSync(join(dist, file), 'utf8');
      for (const [, imported, required] of source.matchAll(
        /^(?:import|export)\b[^"'\n]*["']([^"'.][^"']*)["']|require\(["']([^"'.][^"']*)["']\)/gm,
      )) {
        const from = imported ?? required ?? '';
        imports.set(from, (imports.get(from) ?? new Set()).add(file));
      }
    }
    const outside = [...imports.keys()].filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect(outside).to.have.members(['lru-cache', 'tsyringe', 'reflect-metadata', '@nestjs/common', '@nestjs/core']);
    expect([...imports.keys()].filter((name) => builtinModules.includes(name))).to.deep.equal([]);
    expect(manifest.dependencies).to.equal(undefined);
    const homes = {
      'lru-cache': 'keyed',
      tsyringe: 'tsyringe',
      'reflect-metadata': 'tsyringe',
      '@nestjs/common': 'nest',
      '@nestjs/core': 'nest',
    };
    for (const [name, home] of Object.entries(homes)) {
      expect(manifest.peerDependenciesMeta[name], name).to.deep.equal({ optional: true });
      expect(
        [...(imports.get(name) ?? [])].every((file) => file.includes(home)),
        name,
      ).to.equal(true);
    }
    expect(Object.keys(manifest.peerDependencies)).to.have.members(Object.keys(homes));
  });

  it('does not let private paths be imported', async () => {
    const code = await inProject(
      "import('warmscope/dist/esm/shared.js').catch((error) => console.log(JSON.stringify(error.code)));",
      'module',
    );
    expect(code).to.equal('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
