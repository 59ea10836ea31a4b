import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';
import { listOf } from './sources.js';

/** What the source files say: how tsyringe is used, and members without a `ttl`. */
export function checkSources(project: Project): Finding[] {
  return [...checkTsyringe(project), ...checkTtl(project)];
}

function checkTsyringe(project: Project): Finding[] {
  const { imports } = project.sources;
  const file = imports.get('tsyringe');
  if (file === undefined) return checkTokens(project);
  const found = [...checkDialect(project), ...checkTokens(project)];
  const isConnected = imports.has('warmscope/tsyringe');
  if (!isConnected && !imports.has('reflect-metadata'))
    found.push(
      finding(
        'reflect-metadata',
        `${file} imports tsyringe, and nothing imports reflect-metadata`,
        "`import 'reflect-metadata'` first of all, or `import 'warmscope/tsyringe'`, which does",
      ),
    );
  if (!isConnected && imports.has('warmscope'))
    found.push(
      finding(
        'tsyringe-not-connected',
        `${file} imports tsyringe, and nothing imports warmscope/tsyringe: the two do not know each other`,
        "`import 'warmscope/tsyringe'` where the program begins",
      ),
    );
  return found;
}

function checkDialect({ sources: { decoratedByTsyringe }, configs: [config] }: Project): Finding[] {
  if (decoratedByTsyringe === undefined || config === undefined) return [];
  if (config.fault !== undefined || config.experimentalDecorators) return [];
  return [
    finding(
      'tsyringe-dialect',
      `${decoratedByTsyringe} has decorators of tsyringe, which need experimentalDecorators (${config.path})`,
      '"experimentalDecorators": true, or `@ContainerSingleton({ inject: [Token] })` in their place',
    ),
  ];
}

function checkTokens({ sources: { imports, withoutToken }, configs: [config], tools }: Project): Finding[] {
  const isUsed = imports.has('tsyringe') || imports.has('warmscope/tsyringe');
  if (!isUsed || withoutToken.length === 0) return [];
  if (config === undefined || !config.experimentalDecorators || config.emitDecoratorMetadata) return [];
  const tokens = '`@inject(Token)` on each parameter, or `@ContainerSingleton({ inject: [Token] })`';
  const isEsbuild = tools.some(({ name, isCertain }) => isCertain && (name === 'esbuild' || name === 'tsx'));
  return [
    finding(
      'tsyringe-metadata',
      `${config.path} does not emit metadata, so each parameter needs a token: ${listOf(withoutToken)}`,
      isEsbuild ? tokens : `"emitDecoratorMetadata": true, or ${tokens}`,
    ),
  ];
}

function checkTtl({ sources: { withoutTtl, hasDefaultTtl } }: Project): Finding[] {
  if (withoutTtl.length === 0 || hasDefaultTtl) return [];
  const list = listOf(withoutTtl);
  const what = `@Cached without a ttl keeps values for the container's life, hours maybe: ${list}`;
  return [
    finding(
      'no-ttl',
      what,
      'a `ttl`, or `registry.configure({ defaults: { ttl } })`; none for what never changes',
    ),
  ];
}
