import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from './commands.js';
import { paths } from './paths.js';

/** A way in which a consumer's tsconfig.json finds the package's types, with what else may differ there. */
interface Consumer {
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  readonly options: { readonly module: string; readonly types?: readonly string[]; readonly [option: string]: unknown };
}

const CONSUMERS: readonly Consumer[] = [
  { name: 'node16', type: 'commonjs', options: { module: 'node16', experimentalDecorators: true, exactOptionalPropertyTypes: true } },
  { name: 'nodenext', type: 'module', options: { module: 'nodenext' } },
  {
    name: 'bundler',
    type: 'module',
    options: { module: 'esnext', moduleResolution: 'bundler', exactOptionalPropertyTypes: true, types: ['node'] },
  },
];

/** The entries whose declarations speak of Node's requests and responses: they are for servers, which have Node's types. */
const FOR_SERVERS = ['warmscope/web', 'warmscope/nest'];

/** No DOM, no types of Node unless the consumer has them, and the declarations themselves are checked. */
const STRICTEST = { noEmit: true, strict: true, target: 'es2022', lib: ['es2022'], skipLibCheck: false };

/** What one version of TypeScript says of the packed types for one consumer; nothing where all is well. */
export interface TypeCheck {
  readonly version: string;
  readonly consumer: string;
  readonly errors: string;
}

/** Checks the types of every entry with each TypeScript of matrix/package.json; reduced, for one consumer each, in turn. */
export function checkTypes(isReduced: boolean): Promise<TypeCheck[]> {
  const { dependencies } = JSON.parse(readFileSync(join(paths.matrix, 'package.json'), 'utf8')) as { dependencies: object };
  const compilers = Object.keys(dependencies).filter((name) => name.startsWith('typescript-'));
  const checks = compilers.flatMap((home, index) =>
    CONSUMERS.filter((_, at) => !isReduced || at === index % CONSUMERS.length).map((consumer) => check(home, consumer)),
  );
  return Promise.all(checks);
}

async function check(home: string, consumer: Consumer): Promise<TypeCheck> {
  const folder = join(paths.build, 'types', home, consumer.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', type: consumer.type }));
  const compilerOptions = { ...STRICTEST, types: [], ...consumer.options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'program.ts'), readFileSync(join(paths.matrix, 'consumer', 'program.ts')));
  const entries = entryNames().filter((name) => compilerOptions.types.length > 0 || !FOR_SERVERS.includes(name));
  writeFileSync(join(folder, 'entries.ts'), entries.map((name, index) => `export * as entry${index} from '${name}';\n`).join(''));
  const { stdout, stderr } = await runCommand('npx tsc', { name: home, page: 'tsc.md', tool: [home, 'tsc'] }, folder);
  const lines = stripVTControlCharacters(stdout + stderr).split('\n');
  // Of what other packages' declarations do wrong we only want to hear where ours are concerned.
  const errors = lines.filter((line) => line !== '' && !/node_modules\/(?!warmscope\/)[^:]*\(\d+,\d+\)/.test(line)).join('\n');
  return { version: home.replace('typescript-', ''), consumer: consumer.name, errors };
}

/** `warmscope`, `warmscope/keyed` and so on, as package.json has them. */
function entryNames(): string[] {
  const { exports } = JSON.parse(readFileSync(join(paths.root, 'package.json'), 'utf8')) as { exports: object };
  return Object.keys(exports).flatMap((path) => (path.endsWith('.json') ? [] : [path.replace('.', 'warmscope')]));
}
