import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** One import or re-export: where it leads, and whether the compiler erases it. */
interface Import {
  readonly to: string;
  readonly isTypeOnly: boolean;
}

interface Source {
  readonly path: string;
  /** The code without comments and without the contents of strings. */
  readonly code: string;
  readonly imports: Import[];
}

const root = projectRoot(dirname(fileURLToPath(import.meta.url)));
const sources: Source[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(path.replaceAll('\\', '/')));

function projectRoot(from: string): string {
  const isRoot = readdirSync(from).includes('package.json') && readdirSync(from).includes('src');
  return isRoot ? from : projectRoot(dirname(from));
}

function read(path: string): Source {
  const text = readFileSync(join(root, 'src', path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, '');
  const named = text.matchAll(/^(?:import|export)\s+(type\s)?([^'";=]*?)\sfrom\s+'([^']+)'/gm);
  const bare = text.matchAll(/^import\s+()()'([^']+)'/gm);
  const imports = [...named, ...bare].map(([, type, names = '', from = '']) => ({
    to: from.startsWith('.') ? inSources(join(dirname(path), from)) : from,
    isTypeOnly: Boolean(type) || isAllTypes(names),
  }));
  return { path, code: text.replaceAll(/'(?:\\.|[^'\\\n])*'/g, "''"), imports };
}

function inSources(path: string): string {
  return path.replaceAll('\\', '/').replace(/\.js$/, '.ts');
}

/** `{ type A, type B }` imports nothing at run time. */
function isAllTypes(names: string): boolean {
  const braced = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  return braced?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
}

const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, ''));
const isOurs = ({ to }: Import): boolean => to.endsWith('.ts');

const LEAVES = ['errors', 'options', 'util'];
/** What each room may import, itself and the leaves apart. */
const MAY_IMPORT: Record<string, string[]> = {
  index: ['decorators', 'handlers', 'invocation', 'registry', 'features', 'cache', 'keys'],
  decorators: ['registry', 'singletons', 'features', 'cache', 'store', 'keys'],
  handlers: ['registry', 'singletons', 'invocation', 'hosts', 'cache'],
  tsyringe: ['registry', 'singletons', 'cache'],
  keyed: ['decorators', 'registry', 'singletons', 'features', 'keys'],
  middy: ['handlers', 'registry', 'hosts'],
  web: ['handlers', 'registry', 'hosts', 'invocation'],
  nest: ['web', 'handlers', 'registry', 'singletons', 'invocation', 'hosts'],
  testing: ['decorators', 'handlers', 'registry', 'singletons', 'cache', 'store'],
  cli: ['metrics', 'registry'],
  metrics: ['registry', 'diagnostics'],
  diagnostics: ['registry', 'cache', 'store', 'keys'],
  shared: ['registry', 'features', 'invocation', 'cache', 'store', 'keys'],
  registry: ['singletons', 'invocation', 'hosts', 'features', 'cache', 'store', 'keys', 'context'],
  invocation: ['hosts', 'cache'],
  hosts: ['invocation'],
  singletons: ['invocation', 'cache', 'context'],
  features: ['cache', 'store', 'keys', 'context'],
  cache: ['store', 'keys', 'context'],
  store: ['keys'],
  keys: [],
  context: [],
  util: [],
  errors: [],
  options: ['keys'],
};

/** How many lines each room may have. */
const LINES: Record<string, number> = {
  index: 75,
  decorators: 2395,
  handlers: 795,
  keyed: 450,
  middy: 225,
  web: 450,
  nest: 1150,
  metrics: 1320,
  diagnostics: 470,
  cli: 2870,
  tsyringe: 675,
  registry: 1985,
  hosts: 290,
  invocation: 535,
  shared: 4295,
  testing: 880,
  singletons: 1650,
  features: 1350,
  cache: 2580,
  store: 1445,
  keys: 780,
  context: 275,
  util: 1550,
  errors: 200,
  options: 160,
};

describe('architecture', () => {
  it('reads what it judges', () => {
    expect(sources.length).to.be.greaterThan(40);
    const resolver = sources.find(({ path }) => path === 'tsyringe/resolver.ts');
    expect(resolver?.imports).to.deep.include({ to: 'tsyringe', isTypeOnly: false });
    const store = sources.find(({ path }) => path === 'store/owners.ts');
    expect(store?.imports).to.deep.equal([
      { to: 'util/timers.ts', isTypeOnly: false },
      { to: 'store/partition.ts', isTypeOnly: false },
      { to: 'store/place.ts', isTypeOnly: false },
      { to: 'store/use-heap.ts', isTypeOnly: false },
    ]);
  });

  for (const { path, imports } of sources) {
    it(`${path} imports only from rooms below its own`, () => {
      const allowed = [...(MAY_IMPORT[roomOf(path)] ?? []), roomOf(path), ...LEAVES];
      const rooms = imports.filter(isOurs).map(({ to }) => roomOf(to));
      expect(rooms.filter((room) => !allowed.includes(room))).to.deep.equal([]);
    });
  }

  it('every import leads to a file that is there', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const missing = sources.flatMap(({ path, imports }) =>
      imports.filter((each) => isOurs(each) && !paths.has(each.to)).map(({ to }) => `${path}: ${to}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('no imports run in a circle, type imports counted', () => {
    const runtime = new Map(sources.map(({ path, imports }) => [path, imports.filter(isOurs).map(({ to }) => to)]));
    const circles: string[] = [];
    const clear = new Set<string>();
    const walk = (path: string, trail: string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      else if (!clear.has(path)) for (const next of runtime.get(path) ?? []) walk(next, [...trail, path]);
      clear.add(path);
    };
    for (const path of runtime.keys()) walk(path, []);
    expect([...new Set(circles)]).to.deep.equal([]);
  });

  it('the leaves take nothing but types from a room', () => {
    const taken = sources.filter(({ path }) => LEAVES.includes(roomOf(path))).flatMap(({ imports }) => imports);
    const atRunTime = taken.filter(({ isTypeOnly, to }) => !isTypeOnly && isOurs({ to, isTypeOnly }) && !LEAVES.includes(roomOf(to)));
    expect(atRunTime).to.deep.equal([]);
  });

  it('nobody imports index.ts, and no room has a barrel of its own but the entry points', () => {
    const indexes = sources.flatMap(({ imports }) => imports.filter(({ to }) => /(^|\/)index\.ts$/.test(to)));
    expect(indexes).to.deep.equal([]);
    const barrels = sources.map(({ path }) => path).filter((path) => path.endsWith('index.ts'));
    const entries = ['keyed', 'testing', 'tsyringe', 'middy', 'nest', 'web', 'metrics', 'shared'].map((room) => `${room}/index.ts`);
    expect(barrels).to.have.members(['index.ts', ...entries]);
  });

  const outside: Record<string, RegExp> = {
    'lru-cache': /^keyed\//,
    '@nestjs/common': /^nest\//,
    '@nestjs/core': /^nest\//,
    tsyringe: /^tsyringe\//,
    'reflect-metadata': /^tsyringe\//,
    'get-tsconfig': /^cli\//,
    semver: /^cli\//,
  };
  it('packages are imported in the one room that knows them, and node: built-ins by their prefix', () => {
    for (const { path, imports } of sources) {
      for (const { to } of imports.filter((each) => !isOurs(each) && !each.to.startsWith('node:'))) {
        expect(outside, `${path} imports ${to}`).to.have.property(to);
        expect(path, `${to} is for`).to.match(outside[to] as RegExp);
      }
    }
  });

  for (const text of ['Date.now', 'performance.now', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process.hrtime']) {
    it(`${text} is used in one file at most`, () => {
      const users = sources.filter(({ code }) => code.includes(text)).map(({ path }) => path);
      expect(users.length, users.join(', ')).to.be.at.most(1);
      if (text.endsWith('.now')) expect(users).to.deep.equal(['util/clock.ts']);
    });
  }

  it('nothing is imported at run time by require or import()', () => {
    expect(sources.filter(({ code }) => /\brequire\s*\(|\bimport\s*\(/.test(code)).map(({ path }) => path)).to.deep.equal([]);
  });

  it('the word any is not in the code, nor are ways around the compiler', () => {
    const found = sources.filter(({ path }) =>
      /:\s*any\b|<any\b|\bany\[\]|\bas any\b|=\s*any\b|@ts-(ignore|nocheck|expect-error)/.test(
        readFileSync(join(root, 'src', path), 'utf8'),
      ),
    );
    expect(found.map(({ path }) => path)).to.deep.equal([]);
  });

  it('each decision has a number of its own, in its name and in its title', () => {
    const folder = join(root, 'docs', 'decisions');
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const numbers = pages.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size).to.equal(pages.length);
    expect(pages.map((name) => /^# (\d{4}) /.exec(readFileSync(join(folder, name), 'utf8'))?.[1])).to.deep.equal(numbers);
  });

  it('docs/architecture.md names every file at its room, or the folder that it is in below a room', () => {
    const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
    const rooms = page.split(/^ {2}(?=\w+\/$)/m);
    const missing = sources.flatMap(({ path }) => {
      const [room = '', folder = '', inner] = path.split('/');
      const listed = rooms.find((text) => text.startsWith(`${room}/\n`)) ?? page;
      const name = inner === undefined ? path.slice(path.lastIndexOf('/') + 1) : `${folder}/`;
      const isNamed = listed.split(/[\s()]/).some((word) => word === name || word === name.replace('-types.ts', '.ts'));
      return isNamed ? [] : [path];
    });
    expect(missing).to.deep.equal([]);
  });

  it('no line is over 110 columns', () => {
    const textOf = (path: string): string[] => readFileSync(join(root, 'src', path), 'utf8').split('\n');
    const wide = sources.flatMap(({ path }) => textOf(path).flatMap((line, at) => (line.length > 110 ? [`${path}:${at + 1}`] : [])));
    expect(wide).to.deep.equal([]);
  });

  it('no file has more than 300 lines, and no room more than its share', () => {
    const linesOf = (path: string): number => readFileSync(join(root, 'src', path), 'utf8').split('\n').length - 1;
    const lines: Record<string, number> = {};
    for (const { path } of sources) {
      expect(linesOf(path), path).to.be.at.most(300);
      lines[roomOf(path)] = (lines[roomOf(path)] ?? 0) + linesOf(path);
    }
    for (const [room, count] of Object.entries(lines)) expect(count, room).to.be.at.most(LINES[room] ?? 0);
  });
});
