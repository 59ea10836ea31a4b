import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CompilerConfig } from './compiler-config.js';
import { field, type Json, jsonOf, textOf } from './files.js';

/** A compiler or bundler of the project. */
export interface Tool {
  readonly name: 'esbuild' | 'swc' | 'tsc' | 'tsx' | 'vite';
  /** What shows that it is used. */
  readonly shownBy: string;
  /** False where it is there, and nothing shows what it compiles. */
  readonly isCertain: boolean;
}

/** What tells the tools of a project. */
interface Traces {
  readonly folder: string;
  readonly manifest: Json;
  readonly configs: readonly CompilerConfig[];
  /** SAM's template, where there is one. */
  readonly template: string | undefined;
  /** What the sources import, and where that is first. */
  readonly imports: ReadonlyMap<string, string>;
}

/** A tool and what shows it. */
type Trace = readonly [name: Tool['name'], shownBy: string];

/** The compilers and bundlers of a project: those that it runs, then those that it may run. */
export function toolsOf(traces: Traces): Tool[] {
  const certain = unique([
    ...inScripts(traces),
    ...inConfigFiles(traces),
    ...inDeployments(traces),
    ...inSources(traces),
  ]);
  const possible = unique([...inDependencies(traces), ...inTsconfig(traces)]);
  return [
    ...[...certain].map(([name, shownBy]) => ({ name, shownBy, isCertain: true })),
    ...[...possible].flatMap(([name, shownBy]) =>
      certain.has(name) ? [] : [{ name, shownBy, isCertain: false }],
    ),
  ];
}

/** The first trace of each tool. */
const unique = (traces: readonly Trace[]): Map<Tool['name'], string> =>
  new Map(traces.filter(([name], index) => traces.findIndex(([other]) => other === name) === index));

/** Programs that scripts run, and the tools that they are. */
const PROGRAMS: Readonly<Record<string, Tool['name']>> = {
  esbuild: 'esbuild',
  swc: 'swc',
  tsc: 'tsc',
  tsup: 'esbuild',
  tsx: 'tsx',
  vite: 'vite',
};

/** Words before a program that run it. */
const WRAPPERS = /^(npx|bunx|npm|pnpm|yarn|exec|run|dlx|cross-env|env|c8|--|-y|--yes|\w+=.*)$/;
/** Where Node is told to load a tool. */
const LOADED = /(?:--import|--loader|--require|-r)[ =](tsx|@swc-node\/register)\b/g;

function inScripts({ manifest, configs }: Traces): Trace[] {
  const scripts = Object.entries(Object(field(manifest, 'scripts')) as Record<string, unknown>);
  const emits = configs.length === 0 || configs.some((config) => config.emits);
  return scripts.flatMap(([script, line]) =>
    programsIn(String(line)).flatMap(({ program, words }): Trace[] => {
      const name = PROGRAMS[program];
      const isCheck = name === 'tsc' && (!emits || /--(noEmit|emitDeclarationOnly)\b/.test(words));
      return name === undefined || isCheck ? [] : [[name, `the script "${script}"`]];
    }),
  );
}

/** The programs that a command line runs, with their arguments. */
function programsIn(line: string): { program: string; words: string }[] {
  const commands = line.split(/[;&|"'`]+/).map((command) => command.trim().split(/\s+/));
  const loaded = [...line.matchAll(LOADED)].map(([, tool]) => (tool === 'tsx' ? 'tsx' : 'swc'));
  return [
    ...commands.map((words) => {
      const first = words.find((word) => !WRAPPERS.test(word)) ?? '';
      return { program: first.replace(/^.*\//, ''), words: words.join(' ') };
    }),
    ...loaded.map((program) => ({ program, words: '' })),
  ];
}

const SUFFIXES = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'];

/** Files whose presence tells a tool, without their suffixes. */
const CONFIG_FILES: readonly Trace[] = [
  ['vite', 'vite.config'],
  ['esbuild', 'tsup.config'],
  ['esbuild', 'esbuild.config'],
];

function inConfigFiles({ folder }: Traces): Trace[] {
  const found = CONFIG_FILES.flatMap(([tool, name]) =>
    SUFFIXES.map((suffix): Trace => [tool, `${name}.${suffix}`]),
  ).filter(([, file]) => existsSync(join(folder, file)));
  if (existsSync(join(folder, '.swcrc'))) found.push(['swc', '.swcrc']);
  const nest = jsonOf(join(folder, 'nest-cli.json'));
  const builder = field(nest, 'compilerOptions', 'builder');
  const type = typeof builder === 'string' ? builder : (field(builder, 'type') ?? 'tsc');
  if (nest !== undefined && (type === 'tsc' || type === 'swc')) found.push([type, 'nest-cli.json']);
  return found;
}

/** What deploys the project and compiles it before. */
function inDeployments({ folder, template }: Traces): Trace[] {
  const found: Trace[] = [];
  if (template !== undefined && /BuildMethod:\s*esbuild/.test(template))
    found.push(['esbuild', 'template.yaml']);
  for (const suffix of ['yml', 'yaml', 'json', ...SUFFIXES]) {
    const file = `serverless.${suffix}`;
    const text = textOf(join(folder, file)) ?? '';
    if (/serverless-esbuild|\besbuild["']?\s*:\s*(?!\s*false)/.test(text)) found.push(['esbuild', file]);
    if (text.includes('serverless-plugin-typescript')) found.push(['tsc', file]);
  }
  return found;
}

/** Modules that compile what they are told to, and the tool that they do it with. */
const COMPILING: readonly Trace[] = [
  ['esbuild', 'aws-cdk-lib/aws-lambda-nodejs'],
  ['esbuild', 'esbuild'],
  ['vite', 'vite'],
  ['swc', '@swc/core'],
];

function inSources({ imports }: Traces): Trace[] {
  return COMPILING.flatMap(([tool, module]): Trace[] => {
    const file = imports.get(module);
    return file === undefined ? [] : [[tool, file]];
  });
}

/** Packages that may compile, if anything calls them. */
const PACKAGES: Readonly<Record<string, Tool['name']>> = {
  '@swc-node/register': 'swc',
  '@swc/core': 'swc',
  esbuild: 'esbuild',
  serverless: 'esbuild',
  'serverless-esbuild': 'esbuild',
  tsup: 'esbuild',
  tsx: 'tsx',
  vite: 'vite',
};

function inDependencies({ manifest }: Traces): Trace[] {
  const depended = ['dependencies', 'devDependencies'].flatMap((kind) =>
    Object.keys(Object(field(manifest, kind))),
  );
  return depended.flatMap((name): Trace[] => {
    const tool = PACKAGES[name];
    return tool === undefined ? [] : [[tool, `the dependency ${name}`]];
  });
}

function inTsconfig({ configs }: Traces): Trace[] {
  const emitting = configs.find((config) => config.emits);
  return emitting === undefined ? [] : [['tsc', emitting.path]];
}
