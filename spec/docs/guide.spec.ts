import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checksOf } from '../../src/features/features.js';
import { projectRoot } from './programs.js';

describe('docs/guide', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'guide.md'), 'utf8');

  it('lists the options of @Cached that exist, and no others', () => {
    const [, table = ''] = /^\| option +\| default +\| meaning +\|\n\|[ |-]+\n((?:\|.*\n)+)/m.exec(page) ?? [];
    expect([...table.matchAll(/^\| `(\w+)` +\|/gm)].map(([, option]) => option)).to.have.members(Object.keys(checksOf('member')));
  });

  it('has a contents list that leads to every section', () => {
    const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    const links = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)];
    expect(links.map(([, title]) => title)).to.deep.equal(titles);
    for (const [, title = '', anchor] of links)
      expect(anchor).to.equal(
        title
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
  });
});
