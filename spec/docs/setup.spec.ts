import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CELLS, COMPILERS, DIALECTS } from '../../matrix/harness/cell.js';
import { LIMITS } from '../../matrix/harness/limits.js';
import { setupOf } from '../../matrix/harness/page.js';
import { fixtureFor } from '../../matrix/harness/project.js';
import { projectRoot } from './programs.js';

/** What only `npm run matrix` finds out is compared there; these are the pages as they stand. */
describe('docs/setup', () => {
  const read = (page: string): string => readFileSync(join(projectRoot, 'docs', 'setup', page), 'utf8');

  for (const cell of CELLS) {
    const { compiler, dialect, format } = cell;
    it(`${compiler.page} has files and commands for ${compiler.name}, ${dialect}, ${format}`, () => {
      const { files, build, run } = setupOf(cell);
      expect(run).to.match(/^(node|npx) \S+/);
      if (build !== undefined) expect(build).to.match(/^npx \S+/);
      for (const [name, text] of files) if (!name.endsWith('.js')) expect(() => JSON.parse(text), name).not.to.throw();
      const config = [...files.values()].join('\n');
      expect(config.includes('experimentalDecorators') || config.includes('legacyDecorator')).to.equal(dialect !== 'tc39');
    });
  }

  it('leaves no file out of the fixture, whatever the dialect', () => {
    const names = DIALECTS.map((dialect) => [...fixtureFor(dialect).keys()].sort());
    expect(names[1]).to.deep.equal(names[0]);
    expect(names[2]).to.deep.equal(names[0]);
    expect(names[0]).to.include.members(['main.ts', 'archive.ts', 'vault.ts', 'other-libraries.ts']);
  });

  it('has a program for each limit, and names each limit somewhere', () => {
    const programs = readdirSync(join(projectRoot, 'matrix', 'limits')).map((file) => file.replace('.ts', ''));
    expect(programs).to.have.members(LIMITS.map(({ file }) => file));
    const pages = [...new Set(COMPILERS.map(({ page }) => page))].map(read).join('\n');
    for (const { what } of LIMITS) expect(pages).to.contain(`| ${what} |`);
  });

  it('gives esbuild the same options through SAM, CDK and the Serverless Framework as by hand', () => {
    const page = read('esbuild.md');
    const options = ['target', 'format', 'minify', 'bundle'] as const;
    const command =
      setupOf(CELLS.find(({ compiler, format }) => compiler.name === 'esbuild' && format === 'cjs') ?? (CELLS[0] as never)).build ?? '';
    const byHand = Object.fromEntries(options.map((name) => [name, new RegExp(`--${name}(?:=(\\w+))?`).exec(command)?.[1] ?? 'true']));
    const others = [...page.matchAll(/^```(?:yaml|js)\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    expect(others).to.have.length(3);
    for (const text of others)
      for (const name of options) {
        const [, value] = new RegExp(`\\b${name}: (?:OutputFormat\\.)?'?(\\w+)`, 'i').exec(text) ?? [];
        // SAM and CDK always bundle.
        if (name !== 'bundle' || value !== undefined) expect(value?.toLowerCase(), `${name} in\n${text}`).to.equal(byHand[name]);
      }
  });
});
