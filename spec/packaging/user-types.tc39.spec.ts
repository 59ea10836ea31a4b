import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT, run, useFolder } from './project.js';
import { installTarball } from './tarball.js';

/** What a user writes, and what the compiler must refuse; compiled against the packed declarations, with skipLibCheck off. */
const PROGRAM = `
  import { Cached, cacheOf, ContainerSingleton, createHandler, registry } from 'warmscope';
  @ContainerSingleton
  export class Storage { readonly bucket: string = 'b'; }
  @ContainerSingleton({ inject: [Storage] })
  export class Reports {
    constructor(readonly storage: Storage) {}
    @Cached({ key: (user: string) => user, ttl: '5m' })
    async report(user: string, month: number): Promise<string> { return this.storage.bucket + user + month; }
    // @ts-expect-error the key takes a number
    @Cached({ key: (user: number) => user })
    wrong(user: string): string { return user; }
    handle(event: { user: string }): Promise<string> { return this.report(event.user, 1); }
  }
  export const handler = createHandler(Reports);
  export const size: number = cacheOf(registry.resolve(Reports), 'report').size;
`;

describe("the package's types in a user's project", function () {
  this.timeout(120_000);
  const folder = useFolder();
  let project = '';
  before(async () => {
    ({ project } = await installTarball(folder.path, ['lru-cache', 'tsyringe', 'reflect-metadata', 'tslib']));
  });

  const compile = async (file: string, program: string, ...flags: string[]) => {
    writeFileSync(join(project, file), program);
    const base = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--types', '', file];
    const { stdout } = await run(process.execPath, [join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc'), ...base, ...flags], project);
    return stdout.trim();
  };

  for (const [resolution, file, ...flags] of [
    ['ESM', 'esm.mts', '--module', 'nodenext'],
    ['CommonJS', 'cjs.cts', '--module', 'nodenext'],
    ['a bundler', 'bundler.ts', '--module', 'esnext', '--moduleResolution', 'bundler'],
  ] as const) {
    it(`compile in both dialects: ${resolution}`, async () => {
      expect(await compile(file, PROGRAM, ...flags)).to.equal('');
      expect(await compile(file, PROGRAM, ...flags, '--experimentalDecorators', '--emitDecoratorMetadata')).to.equal('');
    });
  }

  it('compile with warmscope/tsyringe, which brings its own types', async () => {
    const program = `import { container } from 'tsyringe'; import { connect } from 'warmscope/tsyringe'; connect(container);
      // @ts-expect-error a container is wanted
      connect({});`;
    expect(await compile('tsyringe.mts', program, '--module', 'nodenext')).to.equal('');
  });

  it('compile with warmscope/keyed', async () => {
    const program = `import { KeyedSingleton, keyedSingleton } from 'warmscope/keyed';
      export class Databases { @KeyedSingleton({ key: (tenant: string) => tenant, max: 20 }) pool(tenant: string): { tenant: string } { return { tenant }; } }
      export const pools: (tenant: string) => number = keyedSingleton((tenant: string) => tenant.length, { max: 2 });
      // @ts-expect-error max is missing
      keyedSingleton((tenant: string) => tenant, {});`;
    expect(await compile('keyed.mts', program, '--module', 'nodenext')).to.equal('');
    expect(await compile('keyed.cts', program, '--module', 'nodenext', '--experimentalDecorators')).to.equal('');
  });

  it('refuse an unknown option of createHandler', async () => {
    const program = `import { createHandler } from 'warmscope'; createHandler(() => 1, { timeout: 5 });`;
    expect(await compile('options.mts', program, '--module', 'nodenext')).to.match(/^options\.mts\(1,\d+\): error/);
  });
});
