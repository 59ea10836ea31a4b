import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../docs/programs.js';
import { run } from '../packaging/project.js';
import { folderOfNest11, folderOfNest12 } from './kits.js';

/** What a user writes, and what the compiler must refuse. */
const PROGRAM = `
  import { type ExecutionContext, Injectable, Module, UseInterceptors } from '@nestjs/common';
  import { ContainerSingleton } from 'warmscope';
  import { WarmscopeInterceptor, WarmscopeModule, type WarmscopeModuleOptions } from 'warmscope/nest';
  @ContainerSingleton
  class Storage {}
  @Injectable()
  @UseInterceptors(WarmscopeInterceptor)
  export class Reports { constructor(readonly storage: Storage) {} }
  class Options { createWarmscopeOptions() { return { tenant: () => 'a' }; } }
  export const options: WarmscopeModuleOptions = { tenant: (context) => context.switchToHttp().getRequest<{ tenant: string }>().tenant, singletons: [Storage] };
  @Module({ imports: [WarmscopeModule.forRoot(options)], providers: [Reports] })
  export class AppModule {}
  WarmscopeModule.forRoot();
  WarmscopeModule.forRoot({ tenant: (context: ExecutionContext) => (context.getType() === 'http' ? null : undefined) });
  WarmscopeModule.forRootAsync({ useFactory: async (name: string) => ({ tenant: () => name }), inject: ['name'], singletons: [Storage] });
  WarmscopeModule.forRootAsync({ useClass: Options });
  // @ts-expect-error a tenant is a string
  WarmscopeModule.forRoot({ tenant: () => 7 });
  // @ts-expect-error a promise is none
  WarmscopeModule.forRoot({ tenant: async () => 'a' });
  // @ts-expect-error singletons are classes
  WarmscopeModule.forRoot({ singletons: ['Storage'] });
  // @ts-expect-error there is no such option
  WarmscopeModule.forRoot({ tenants: () => 'a' });
  // @ts-expect-error the factory has another method
  WarmscopeModule.forRootAsync({ useClass: Storage });
`;

describe('nest/types', function () {
  this.timeout(120_000);

  for (const [major, folderOf] of [
    [12, folderOfNest12],
    [11, folderOfNest11],
  ] as const)
    for (const file of ['app.mts', 'app.cts'])
      it(`are those of Nest ${major}, in ${file}`, async () => {
        const folder = folderOf();
        writeFileSync(join(folder, file), PROGRAM);
        const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
        const flags = ['--ignoreConfig', '--noEmit', '--pretty', 'false', '--strict', '--target', 'es2022', '--module', 'nodenext'];
        const legacy = [
          '--experimentalDecorators',
          '--emitDecoratorMetadata',
          '--typeRoots',
          join(projectRoot, 'node_modules/@types'),
          '--types',
          'node',
        ];
        const { stdout } = await run(process.execPath, [tsc, ...flags, ...legacy, file], folder);
        // What Nest's own declarations lack is theirs.
        const ours = stdout.split(/\n(?=\S)/).filter((message) => /^app|warmscope|dist\//.test(message));
        expect(ours.join('\n')).to.equal('');
      });
});
