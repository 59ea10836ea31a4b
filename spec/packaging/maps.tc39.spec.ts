import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { runSource, useFolder } from './project.js';
import { filesBelow, installTarball } from './tarball.js';

/** Whether a file only hands on what other files have: there is no source that it was made of. */
function isFacade(text: string): boolean {
  const lines = text.trim().split('\n');
  return (
    lines[0] === '"use strict";' &&
    lines.every((line) => /^"use strict";$|^(Object|exports|const require_)|^\t\w+: .*require\(|^\}\);$/.test(line))
  );
}

/** Libraries of the command line, whose sources are not in the package. */
const THIRD_PARTY = 'dist/cli/third-party.js';

/** Where debuggers, stack traces and `Go to definition` lead. */
describe('the maps of the packed package', function () {
  this.timeout(120_000);
  const folder = useFolder();
  let home = '';
  let project = '';
  before(async () => {
    ({ project } = await installTarball(folder.path));
    home = join(project, 'node_modules/warmscope');
  });
  const read = (file: string): string => readFileSync(join(home, file), 'utf8');
  const isOurs = (file: string): boolean => /^dist\/.*\.(js|d\.ts)$/.test(file) && file !== THIRD_PARTY;
  const mapped = (): string[] => filesBelow(home).filter((file) => isOurs(file) && !isFacade(read(file)));
  const mapOf = (file: string) => JSON.parse(read(`${file}.map`)) as { sources: string[]; sourcesContent?: string[] };

  it('are there for every file of the build, and named in it', () => {
    const files = mapped();
    expect(files.length).to.be.greaterThan(200);
    for (const file of files) expect(read(file), file).to.match(new RegExp(`//# sourceMappingURL=${file.split('/').at(-1)}\\.map\\s*$`));
  });

  it('lead to sources that the package has, and repeat none of them', () => {
    for (const file of mapped()) {
      const { sources, sourcesContent } = mapOf(file);
      expect(sourcesContent, file).to.equal(undefined);
      for (const source of sources) {
        const path = join(dirname(file), source);
        expect(path, file).to.match(/^src\/.+\.ts$/);
        expect(existsSync(join(home, path)), `${path} of ${file}`).to.equal(true);
      }
    }
  });

  it('lead from the declaration of a name to the line of the source that declares it, in both formats', () => {
    const exported = /^export declare (?:abstract )?(?:function|class|const) (\w+)/;
    let found = 0;
    for (const file of mapped().filter((each) => each.endsWith('.d.ts'))) {
      const map = new SourceMap(JSON.parse(read(`${file}.map`)));
      for (const [line, text] of read(file).split('\n').entries()) {
        const name = exported.exec(text)?.[1];
        if (name === undefined) continue;
        const entry = map.findEntry(line, text.indexOf(name)) as { originalLine: number; originalSource: string };
        const source = read(join(dirname(file), entry.originalSource)).split('\n');
        expect(source[entry.originalLine], `${name} of ${file}`).to.match(new RegExp(`\\b${name}\\b`));
        found++;
      }
    }
    expect(found).to.be.greaterThan(200);
  });

  for (const kind of ['module', 'commonjs'])
    it(`name the source in a stack trace: ${kind}`, async () => {
      const load = kind === 'module' ? "await import('warmscope')" : "require('warmscope')";
      const source = `const { cached } = ${load}; try { cached(() => 1, { max: 0 }); } catch (error) { console.log(error.stack); }`;
      const { stdout, stderr } = await runSource(source, { cwd: project, kind, flags: ['--enable-source-maps'] });
      const places = [...stdout.matchAll(/warmscope\/(src\/[\w/-]+\.ts):(\d+):\d+/g)];
      expect(places.length, stdout + stderr).to.be.greaterThan(1);
      const [, file = '', line = ''] = places[0] ?? [];
      expect(read(file).split('\n')[Number(line) - 1], `${file}:${line}`).to.match(/throw new|InvalidOptionError/);
    });
});
