import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, table } from './markdown.js';
import { Programs, projectRoot, runNode } from './programs.js';

/** What users get wrong: code that does not compile, or that throws, and what to write in its place. */
export interface Mistake {
  readonly what: string;
  readonly code: string;
  readonly instead: string;
}

const REPORT = 'report(user: string) { return user; }';

/** What the compiler refuses, each in a class, before this `save`. */
export const COMPILED: readonly Mistake[] = [
  {
    what: 'an option that does not exist',
    code: `@Cached({ tll: '5m' }) ${REPORT}`,
    instead: "`@Cached({ ttl: '5m' })`",
  },
  {
    what: "another library's option, in its unit",
    code: `@Cached({ ttlSeconds: 300 }) ${REPORT}`,
    instead: "`ttl: '300s'`; a number is milliseconds",
  },
  { what: 'no duration', code: `@Cached({ ttl: '5 mins' }) ${REPORT}`, instead: "`ttl: '5m'`" },
  {
    what: 'a key builder whose parameters are not the method’s',
    code: `@Cached({ key: (user: number) => user }) ${REPORT}`,
    instead: '`key: (user) => user`: without annotations it takes what the method takes',
  },
  {
    what: 'a key that is an object',
    code: '@Cached({ key: (user) => ({ id: user.id }) }) report(user: User) { return user.id; }',
    instead: '`key: (user) => user.id`, or an array of several parts',
  },
  {
    what: 'a function in a field',
    code: '@Cached() report = (user: string) => user;',
    instead: `a method, \`@Cached() ${REPORT}\`; or \`report = cached((user: string) => user)\``,
  },
  { what: 'no brackets', code: `@Cached ${REPORT}`, instead: `\`@Cached() ${REPORT}\`` },
  {
    what: 'a misspelt member',
    code: "@Invalidates('fnid') save(user: string) {}",
    instead: "`@Invalidates('find')`; a static member, or one of another class: `@Invalidates(() => Reports, 'find')`",
  },
  {
    what: 'an invalidation with another method’s parameters',
    code: "@Invalidates('find', { key: (id: number) => id }) save(user: string) {}",
    instead: '`key` takes the parameters of the method that it stands on, and gives the key of the other one: `key: (user) => idOf(user)`',
  },
  {
    what: 'tokens that are not the constructor’s parameters',
    code: '@ContainerSingleton({ inject: [Pool] }) class Orders { constructor(pool: Pool, mail: Mail) {} }',
    instead: '`inject: [Pool, Mail]`: one token for each parameter, in their order',
  },
  {
    what: 'a method that the client does not have',
    code: "@ContainerSingleton({ dispose: 'close' }) get pool() { return new Pool(); }",
    instead: "`dispose: 'end'`, or a function: `dispose: (pool) => pool.end()`",
  },
  {
    what: 'keyed clients without a bound',
    code: '@KeyedSingleton({ key: (tenant) => tenant }) pool(tenant: string) { return new Pool(); }',
    instead: '`@KeyedSingleton({ key: (tenant) => tenant, max: 20 })`',
  },
];

/** What the compiler cannot tell, and the first call or import refuses. */
const STARTED: readonly Mistake[] = [
  {
    what: 'a stale window without a ttl',
    code: "@Cached({ staleWhileRevalidate: '1m' }) report() {}",
    instead: "`@Cached({ ttl: '5m', staleWhileRevalidate: '1m' })`",
  },
  { what: 'a ttl of nothing', code: '@Cached({ ttl: 0 }) report() {}', instead: '`when: () => false`, or no decorator' },
  {
    what: 'constructor parameters, and nothing that says what they get',
    code: '@ContainerSingleton() class Orders { constructor(pool) {} }',
    instead: '`@ContainerSingleton({ inject: [Pool] })`; metadata is not there with esbuild, tsx and vite',
  },
  {
    what: 'a client that is eager, of an instance that is not there yet',
    code: '@ContainerSingleton({ eager: true }) get pool() {}',
    instead: '`static get pool()`, or a class',
  },
  {
    what: 'an invalidation of what is not cached',
    code: "@Invalidates('totals') save() {}",
    instead: '`@Cached()` on `totals`, or the name of a method that has it',
  },
  {
    what: 'a key builder that nobody has registered',
    code: "@Cached({ key: 'byTenant' }) report() {}",
    instead: "`registry.keyBuilders.set('byTenant', (event) => event.tenantId)`",
  },
];

const BEFORE = `import { Cached, ContainerSingleton, Invalidates } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';
export const used = [Cached, ContainerSingleton, Invalidates, KeyedSingleton];
export interface User { readonly id: string }
export class Pool { end(): void {} }
export class Mail { send(): void {} }`;

const lineOf = ({ code: member }: Mistake): string =>
  member.includes(' class ') ? `{ ${member} }` : `{ class Reports { find(user: string) { return user; } ${member} } }`;

/** What a compiler says of each of the {@link COMPILED}, whole. */
export async function compilerErrors(dialect: 'legacy' | 'tc39', compiler?: 'typescript-6.0'): Promise<string[]> {
  const program = [BEFORE, ...COMPILED.map(lineOf)].join('\n');
  const programs = new Programs(dialect, [{ file: 'mistakes', code: program }], `mistakes-${compiler ?? 'typescript'}`);
  programs.write();
  const { stdout } = await programs.compile(compiler);
  const first = BEFORE.split('\n').length + 1;
  const errors = stdout.split(/\n(?=\S)/);
  return COMPILED.map((_, index) =>
    errors.filter((text) => text.startsWith(`mistakes.ts(${first + index},`) || text.includes(`/mistakes.ts(${first + index},`)).join('\n'),
  );
}

/** What matters of an error: what warmscope's own types say, else its last line. */
export function essence(error: string): string {
  const name = /\b(?:OnlyOn\w+|WriteItWithBrackets)\b/.exec(error)?.[0];
  if (name !== undefined) return name;
  const start = error.search(/\b(?:NoSuchOption|NoSuchMember|OptionDoesNotFit)</);
  if (start < 0) return (error.trim().split('\n').at(-1) ?? '').trim().replace(/ but required in .*/, '');
  let depth = 0;
  for (let at = start; at < error.length; at++) {
    if (error[at] === '<') depth++;
    if (error[at] === '>' && error[at - 1] !== '=' && --depth === 0) return error.slice(start, at + 1);
  }
  return error.slice(start);
}

const PROGRAM = `
import { Cached, ContainerSingleton, Invalidates, registry } from 'warmscope';
const on = (decorator, kind = 'value') => {
  class Reports { report() {} get pool() { return {}; } save() {} }
  const name = kind === 'get' ? 'pool' : decorator.on ?? 'report';
  const descriptor = Object.getOwnPropertyDescriptor(Reports.prototype, name);
  Object.defineProperty(Reports.prototype, name, decorator(Reports.prototype, name, descriptor) ?? descriptor);
  return new Reports();
};
const runs = [
  () => on(Cached({ staleWhileRevalidate: '1m' })),
  () => on(Cached({ ttl: 0 })),
  () => { class Orders { constructor(pool) {} } ContainerSingleton()(Orders); registry.resolve(Orders); },
  () => on(ContainerSingleton({ eager: true }), 'get'),
  () => on(Object.assign(Invalidates('totals'), { on: 'save' })).save(),
  () => on(Cached({ key: 'byTenant' })).report(),
];
const said = runs.map((run) => { try { run(); return ''; } catch (error) { return error.message; } });
console.log(JSON.stringify(said));`;

const MARKS = ['<!-- mistakes, generated by npm run docs: start -->', '<!-- mistakes: end -->'] as const;
const PAGE = join(projectRoot, 'docs', 'mistakes.md');

/** The page as it is and as it should be, by the compiler and the package as they are. */
export async function mistakesPage(dialect: 'legacy' | 'tc39'): Promise<{ readonly is: string; readonly shouldBe: string }> {
  const is = readFileSync(PAGE, 'utf8');
  const [start, end] = [is.indexOf(MARKS[0]), is.indexOf(MARKS[1])];
  const errors = await compilerErrors(dialect);
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', PROGRAM]);
  if (stdout === '') throw new Error(stderr);
  const thrown = JSON.parse(stdout) as string[];
  const rows = (all: readonly Mistake[], said: readonly string[]): string[][] =>
    all.map(({ what, code: wrong, instead }, index) => [what, code(wrong), said[index] ?? '', instead.replaceAll('|', '\\|')]);
  const compiled = table(['mistake', 'code', 'the compiler says', 'instead'], rows(COMPILED, errors.map(essence).map(code)));
  const started = table(
    ['mistake', 'code', 'the error says', 'instead'],
    rows(
      STARTED,
      thrown.map((text) => text.replaceAll('|', '\\|')),
    ),
  );
  const shouldBe = `${is.slice(0, start + MARKS[0].length)}\n\n${compiled}\nWhat depends on the whole program is told when it starts, by an error:\n\n${started}\n${is.slice(end)}`;
  return { is, shouldBe };
}

// `npm run docs` writes the tables anew.
if (process.argv[1]?.endsWith('mistakes.ts') === true) writeFileSync(PAGE, (await mistakesPage('tc39')).shouldBe);
