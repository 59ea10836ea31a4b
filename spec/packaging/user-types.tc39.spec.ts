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

const TSYRINGE = `import { container } from 'tsyringe'; import { connect } from 'warmscope/tsyringe'; connect(container);
  // @ts-expect-error a container is wanted
  connect({});`;

const KEYED = `import { KeyedSingleton, keyedSingleton } from 'warmscope/keyed';
  export class Databases { @KeyedSingleton({ key: (tenant: string) => tenant, max: 20 }) pool(tenant: string): { tenant: string } { return { tenant }; } }
  export const pools: (tenant: string) => number = keyedSingleton((tenant: string) => tenant.length, { max: 2 });
  // @ts-expect-error max is missing
  keyedSingleton((tenant: string) => tenant, {});`;

const TESTING = `import { createHandler, ContainerSingleton } from 'warmscope';
  import { createTestContainer, type TestContainer } from 'warmscope/testing';
  @ContainerSingleton export class Storage { private own = 1; read(): string { return 'x' + this.own; } }
  export const container: TestContainer = createTestContainer({ now: new Date(0), remainingMs: '30s' });
  export const undo: () => void = container.override(Storage, { read: () => 'fake' });
  export const size: Promise<number> = container.invoke(createHandler((event: { user: string }) => event.user.length), { user: 'ann' });
  // @ts-expect-error no duration
  void container.advance('5 minutes');`;

const FILES: Readonly<Record<string, string>> = {
  'esm.mts': PROGRAM,
  'cjs.cts': PROGRAM,
  'bundler.ts': PROGRAM,
  'tsyringe.mts': TSYRINGE,
  'keyed.mts': KEYED,
  'keyed.cts': KEYED,
  'testing.mts': TESTING,
  'testing.cts': TESTING,
  'options.mts': `import { createHandler } from 'warmscope'; createHandler(() => 1, { timeout: 5 });`,
};

const LEGACY = ['--experimentalDecorators', '--emitDecoratorMetadata'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

describe("the package's types in a user's project", function () {
  this.timeout(240_000);
  const folder = useFolder();
  let project = '';
  before(async () => {
    ({ project } = await installTarball(folder.path));
    for (const [file, program] of Object.entries(FILES)) writeFileSync(join(project, file), program);
  });

  const runs = new Map<string, Promise<string>>();
  /** What the compiler says of a file; those that are compiled alike are one program. */
  const compile = async (file: string, ...flags: string[]): Promise<string> => {
    const isBundled = file === 'bundler.ts';
    const files = Object.keys(FILES).filter((each) => (each === 'bundler.ts') === isBundled);
    const how = [...(isBundled ? BUNDLER : ['--module', 'nodenext']), ...flags];
    const said = runs.get(how.join()) ?? compiled(files, how);
    runs.set(how.join(), said);
    const others = files.filter((each) => each !== file);
    const messages = (await said).split(/\n(?=\S)/);
    return messages.filter((message) => !others.some((other) => message.startsWith(`${other}(`))).join('\n');
  };

  async function compiled(files: readonly string[], flags: readonly string[]): Promise<string> {
    const base = ['--ignoreConfig', '--noEmit', '--pretty', 'false', '--strict', '--target', 'es2022', '--types', ''];
    const tsc = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, ...base, ...flags, ...files], project);
    return stdout.trim();
  }

  for (const [resolution, file] of [
    ['ESM', 'esm.mts'],
    ['CommonJS', 'cjs.cts'],
    ['a bundler', 'bundler.ts'],
  ] as const) {
    it(`compile in both dialects: ${resolution}`, async () => {
      expect(await compile(file)).to.equal('');
      expect(await compile(file, ...LEGACY)).to.equal('');
    });
  }

  it('compile with warmscope/tsyringe, which brings its own types', async () => {
    expect(await compile('tsyringe.mts')).to.equal('');
  });

  it('compile with warmscope/keyed', async () => {
    expect(await compile('keyed.mts')).to.equal('');
    expect(await compile('keyed.cts', ...LEGACY)).to.equal('');
  });

  it('compile with warmscope/testing', async () => {
    expect(await compile('testing.mts')).to.equal('');
    expect(await compile('testing.cts', ...LEGACY)).to.equal('');
  });

  it('refuse an unknown option of createHandler', async () => {
    expect(await compile('options.mts')).to.match(/^options\.mts\(1,\d+\): error/);
  });
});
