import type { CompilerConfig } from './compiler-config.js';
import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';

/** What the tsconfig files say about decorators. */
export function checkCompilers(project: Project): Finding[] {
  const { configs } = project;
  if (configs.length === 0) return checkAbsence(project);
  const readable = configs.filter(({ fault }) => fault === undefined);
  const dialects = new Set(readable.map(({ experimentalDecorators }) => experimentalDecorators));
  return [
    ...configs.flatMap((config) => checkConfig(config, project)),
    ...(dialects.size > 1 ? mixed(readable) : []),
  ];
}

/** No tsconfig.json is a mistake where there is TypeScript, which a package below may have. */
function checkAbsence({ sources: { hasTypeScript, tsconfigs } }: Project): Finding[] {
  const [below] = tsconfigs;
  const here = 'no tsconfig.json';
  if (below !== undefined) {
    const command = `npx warmscope doctor ${below.replace(/\/[^/]*$/, '')}`;
    return [finding('no-tsconfig', `${here} here, but ${below}`, `look at each package: ${command}`)];
  }
  if (!hasTypeScript) return [];
  return [finding('no-tsconfig', here, 'docs/setup/ of the package has one for each compiler')];
}

function mixed(configs: readonly CompilerConfig[]): Finding[] {
  const list = configs.map(
    ({ path, experimentalDecorators }) => `${path}: ${dialectName(experimentalDecorators)}`,
  );
  return [finding('mixed-dialects', `two decorator dialects, ${list.join(', ')}`, 'the same in all')];
}

/** What people call a decorator dialect. */
export const dialectName = (isExperimental: boolean): string =>
  isExperimental ? 'experimentalDecorators' : 'standard decorators';

function checkConfig(config: CompilerConfig, project: Project): Finding[] {
  const { path, fault, emitDecoratorMetadata, experimentalDecorators, target } = config;
  if (fault !== undefined) return [finding('broken-config', `${path}: ${fault}`, 'a file that tsc reads')];
  const found: Finding[] = [];
  if (emitDecoratorMetadata && !experimentalDecorators)
    found.push(
      finding(
        'metadata-without-dialect',
        `${path}: emitDecoratorMetadata without experimentalDecorators has no effect`,
        'add experimentalDecorators, or remove it and name tokens: `inject: [Storage]`',
      ),
    );
  if (target === 'esnext' && !experimentalDecorators && isOutputOfTsc(project))
    found.push(
      finding(
        'decorators-left-in',
        `${path}: target esnext leaves standard decorators in the output, which no Node can read`,
        '"target": "es2022"',
      ),
    );
  if (!hasModernLib(config, project.versionOf('typescript')))
    found.push(
      finding(
        'lib-too-old',
        `${path}: the library of ${libName(config)} lacks what our types use`,
        '"lib": ["es2022"]',
      ),
    );
  return found;
}

/** True where nothing but tsc is known to write the output, or may do so. */
function isOutputOfTsc({ tools }: Project): boolean {
  const certain = tools.filter(({ isCertain }) => isCertain);
  return (certain.length === 0 ? tools : certain).every(({ name }) => name === 'tsc');
}

const libName = ({ lib, target }: CompilerConfig): string =>
  lib === undefined ? `target ${target ?? 'es5'}` : `lib ${lib.join(', ')}`;

/** True where the types of ES2021 are known, by `lib` or by the target, whose default has risen. */
function hasModernLib({ lib, target }: CompilerConfig, typescript: string | undefined): boolean {
  const isModern = (name: string): boolean => /^es(next|20(2[1-9]|[3-9]\d))$/.test(name);
  if (lib !== undefined) return lib.some((name) => isModern(name.replace(/\..*$/, '')));
  if (target !== undefined) return isModern(target);
  return typescript === undefined || Number(typescript.split('.')[0]) >= 6;
}
