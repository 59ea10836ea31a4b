import { amountOf } from '../amount.js';
import { dialectName } from './compiler-checks.js';
import type { CompilerConfig } from './compiler-config.js';
import { field } from './files.js';
import type { Project } from './project.js';
import type { Tool } from './tools.js';

/** What a project is, line by line. */
export function factsOf(project: Project, snapshots: number): (readonly [title: string, text: string])[] {
  const { manifest, configs, copies, tools, sources } = project;
  const engine = field(manifest, 'engines', 'node');
  const asked = typeof engine === 'string' ? `; package.json asks for ${engine}` : '';
  const node = `${process.versions.node}${asked}`;
  const list = (texts: readonly string[]): string => (texts.length === 0 ? 'none' : texts.join(', '));
  return [
    ['Node', node],
    ['TypeScript', project.versionOf('typescript') ?? 'none'],
    ['warmscope', list(copies.map(({ version, path }) => `${version} in ${path}`))],
    ...configs.map((config) => [config.path, compilerText(config)] as const),
    ['compiled by', list(tools.map(toolText))],
    ['sources', amountOf(sources.files, 'file')],
    ['imported', list(entriesIn(project))],
    ...(snapshots === 0 ? [] : [['stats', amountOf(snapshots, 'snapshot')] as const]),
  ];
}

const toolText = ({ name, shownBy, isCertain }: Tool): string =>
  `${isCertain ? '' : 'maybe '}${name} (${shownBy})`;

function compilerText(config: CompilerConfig): string {
  if (config.fault !== undefined) return 'cannot be read';
  const { experimentalDecorators, emitDecoratorMetadata, target, useDefineForClassFields } = config;
  return [
    dialectName(experimentalDecorators),
    emitDecoratorMetadata ? 'metadata' : 'no metadata',
    target === undefined ? 'no target' : `target ${target}`,
    ...(useDefineForClassFields === undefined ? [] : [`useDefineForClassFields ${useDefineForClassFields}`]),
  ].join(', ');
}

/** The entries of warmscope that the sources import. */
function entriesIn({ sources }: Project): string[] {
  return [...sources.imports.keys()].filter((name) => /^warmscope(\/|$)/.test(name)).sort();
}
