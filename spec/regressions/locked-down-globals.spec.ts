import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { bundled } from '../packaging/copies.js';
import { printedBy, useFolder } from '../packaging/project.js';

// Kind of fault: Importing the package changed intrinsics or globals, and threw where these are locked.

/** What locks them, before the import. */
const LOCKS: Record<string, { before: string; flags?: string[]; isShared: boolean }> = {
  '--frozen-intrinsics': { before: '', flags: ['--frozen-intrinsics', '--no-warnings'], isShared: true },
  'a globalThis that is not extensible': { before: 'Object.preventExtensions(globalThis);', isShared: true },
  'a sealed globalThis': { before: 'Object.seal(globalThis);', isShared: true },
  'a frozen globalThis': { before: 'Object.freeze(globalThis);', isShared: true },
  'a frozen Symbol': { before: 'Object.freeze(Symbol);', isShared: true },
  'a sealed globalThis and process': { before: 'Object.seal(globalThis); Object.seal(process);', isShared: false },
};

/** A program with decorators, as a compiler writes it; `LOAD` gives the package. */
const PROGRAM = `
  import { Cached, cacheOf, cached, ContainerSingleton, containerSingleton, createHandler, currentInvocation, Invalidates, registry, runInvocation } from 'warmscope';
  let loads = 0;
  class Reports {
    @Cached({ ttl: '1h' }) load(id: unknown) { return ++loads + String(id).length * 0; }
    @Cached() static count() { return ++loads; }
    @Cached() get all() { return ++loads; }
    @ContainerSingleton() get client() { return {}; }
    @Invalidates('load') save() {}
  }
  @ContainerSingleton class Storage {}
  const reports = new Reports();
  const get = cached((key: symbol) => ++loads), client = containerSingleton(async () => ({}));
  const key = Symbol('key');
  const calls = () => [get(key), reports.load(1), Reports.count(), reports.all, cacheOf(Reports, 'load').size, cacheOf(reports, 'all').size];
  const first = calls();
  const same = [reports.client === reports.client, registry.resolve(Storage) === registry.resolve(Storage), (await client()) === (await client())];
  const second = calls();
  reports.save();
  const third = reports.load(1);
  const ids = [await runInvocation({ id: 'one' }, () => currentInvocation()?.id), await createHandler(() => currentInvocation()?.id)({}, { awsRequestId: 'two' })];
  console.log(JSON.stringify([first, second, third, same, ids, registry.stats().caches.length]));
`;
const PRINTED = [[1, 2, 3, 4, 1, 1], [1, 2, 3, 4, 1, 1], 5, [true, true, true], ['one', 'two'], 4];

describe('regression: locked globals', () => {
  const folder = useFolder();
  let program = '';
  before(async () => {
    program = await bundled(PROGRAM, join(folder.path, 'program.mjs'), { decorators: DIALECT === 'legacy' ? 'legacy' : 'standard' });
  });

  for (const [what, { before, flags = [], isShared }] of Object.entries(LOCKS)) {
    it(`keep nothing from working: ${what}`, async () => {
      const printed = await printedBy(`${before} await import('${pathToFileURL(program)}');`, { flags });
      expect(printed).to.deep.equal(PRINTED);
    });

    it(`let require and import load the package, and ${isShared ? 'share' : 'have'} a registry: ${what}`, async () => {
      const printed = await printedBy(
        `import { createRequire } from 'node:module';
         ${before}
         const esm = await import('warmscope'); const cjs = createRequire(process.cwd() + '/')('warmscope');
         const one = esm.cached((key) => ({ key })), two = cjs.cached((key) => ({ key }));
         console.log(JSON.stringify([one(1) === one(1), two(1) === two(1), esm.registry === cjs.registry]));`,
        { flags },
      );
      expect(printed).to.deep.equal([true, true, isShared]);
    });
  }
});
