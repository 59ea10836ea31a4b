import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { useFolder } from './project.js';
import { filesBelow, installTarball } from './tarball.js';

/** A link of a page: `[text](path#anchor)`, an image, or `[name]: path`. */
interface Link {
  readonly path: string;
  readonly anchor: string;
}

/** Links of a page; what is code is none. */
function linksOf(text: string): Link[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/(`+)[^\n]*?\1/g, '');
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g), ...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  const tags = prose.matchAll(/<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"/g);
  return [...inline, ...tags].map(([, target = '']) => {
    const [path = '', anchor = ''] = target.split('#');
    return { path, anchor };
  });
}

/** The anchors of a page, as GitHub and npm make them of its titles; the second one of a name gets a number. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const words = title.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '');
    const anchor = words.replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

describe('the links of the packed pages', function () {
  this.timeout(120_000);
  const folder = useFolder();
  let home = '';
  let files = new Set<string>();
  before(async () => {
    const { project } = await installTarball(folder.path);
    home = join(project, 'node_modules/warmscope');
    files = new Set(filesBelow(home));
  });
  const pages = (): string[] => [...files].filter((file) => file.endsWith('.md'));
  const read = (file: string): string => readFileSync(join(home, file), 'utf8');
  const isThere = (path: string): boolean => files.has(path) || [...files].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));

  it('lead to files and folders of the package', () => {
    const all = pages().flatMap((page) => linksOf(read(page)).map((link) => ({ page, ...link })));
    expect(all.length).to.be.greaterThan(100);
    const lost = all.filter(({ page, path }) => path !== '' && !path.includes(':') && !isThere(normalize(join(dirname(page), path))));
    expect(lost.map(({ page, path }) => `${page}: ${path}`)).to.deep.equal([]);
  });

  it('lead to titles that the pages have', () => {
    const lost = pages().flatMap((page) =>
      linksOf(read(page))
        .filter(({ path, anchor }) => anchor !== '' && !path.includes(':'))
        .map(({ path, anchor }) => ({ target: path === '' ? page : normalize(join(dirname(page), path)), anchor }))
        .filter(({ target, anchor }) => files.has(target) && !anchorsOf(read(target)).has(anchor))
        .map(({ target, anchor }) => `${page}: ${target}#${anchor}`),
    );
    expect(lost).to.deep.equal([]);
  });

  it('name no address of a project that has none yet', () => {
    const addresses = pages().flatMap((page) => linksOf(read(page)).filter(({ path }) => path.includes(':')));
    expect(addresses.filter(({ path }) => /warmscope/i.test(path) || !path.startsWith('https://'))).to.deep.equal([]);
  });
});
