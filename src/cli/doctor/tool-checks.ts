import { dialectName } from './compiler-checks.js';
import { field, type Json } from './files.js';
import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';
import { listOf } from './sources.js';

/** What esbuild, tsx and swc make of the project's decorators. */
export function checkTools(project: Project): Finding[] {
  return [...checkEsbuild(project), ...checkSwc(project)];
}

/** True where some tsconfig has an option that the others may lack. */
const someConfig = (project: Project, option: 'experimentalDecorators' | 'emitDecoratorMetadata'): boolean =>
  project.configs.some((config) => config[option]);

function checkEsbuild(project: Project): Finding[] {
  const isKnown = project.tools.some(({ isCertain }) => isCertain);
  const tools = project.tools.filter(
    ({ name, isCertain }) => (name === 'esbuild' || name === 'tsx') && isCertain === isKnown,
  );
  if (tools.length === 0) return [];
  const isStandard = !someConfig(project, 'experimentalDecorators');
  const names = tools.map(({ name, shownBy }) => `${name} (${shownBy})`).join(' and ');
  const emitting = isKnown ? `${names} emits` : `maybe this is compiled by ${names}, which emits`;
  const found: Finding[] = [];
  const { imports, withoutToken } = project.sources;
  const isInjected = imports.has('tsyringe') || imports.has('warmscope/tsyringe');
  if (someConfig(project, 'emitDecoratorMetadata') && isInjected && withoutToken.length > 0)
    found.push(
      finding(
        'esbuild-metadata',
        `${emitting} no decorator metadata, so each parameter needs a token: ${listOf(withoutToken)}`,
        '`@inject(Token)` on parameters, `inject: [Token]`, or tsc or swc instead',
      ),
    );
  const places = isStandard ? withoutTarget(project) : [];
  for (const place of places)
    found.push(
      finding(
        'esbuild-target',
        `${place} runs esbuild without a target, which leaves standard decorators in the output`,
        'esbuild ignores the target in tsconfig.json: give it `node20`',
      ),
    );
  return found;
}

/** Where esbuild is run without a target, or for one that has decorators: no Node does. */
function withoutTarget({ manifest, template }: Project): string[] {
  const scripts = Object.entries(Object(field(manifest, 'scripts')) as Record<string, unknown>);
  const places = scripts
    .filter(
      ([, line]) =>
        /(^|[\s&|;/])esbuild\s/.test(String(line)) && !/--target=(?!esnext(?![\w,]))/i.test(String(line)),
    )
    .map(([name]) => `the script "${name}"`);
  const isSam = template !== undefined && /BuildMethod:\s*esbuild/.test(template);
  return isSam && !/\bTarget:/.test(template) ? [...places, 'template.yaml'] : places;
}

function checkSwc(project: Project): Finding[] {
  const { swcrc } = project;
  if (swcrc === undefined) return [];
  if (swcrc === 'broken') return [finding('broken-config', '.swcrc is broken JSON', 'a file that swc reads')];
  const found: Finding[] = [];
  if (field(swcrc, 'jsc', 'parser', 'decorators') !== true)
    found.push(
      finding(
        'swc-decorators',
        '.swcrc does not parse decorators',
        '"jsc": { "parser": { "decorators": true } }',
      ),
    );
  found.push(...checkDialectOfSwc(swcrc, project));
  if (
    someConfig(project, 'emitDecoratorMetadata') &&
    field(swcrc, 'jsc', 'transform', 'decoratorMetadata') !== true
  )
    found.push(
      finding(
        'swc-metadata',
        'tsconfig.json asks for metadata, .swcrc does not',
        '"transform": { "decoratorMetadata": true }',
      ),
    );
  return found;
}

function checkDialectOfSwc(swcrc: Json, project: Project): Finding[] {
  const isLegacy = field(swcrc, 'jsc', 'transform', 'legacyDecorator') === true;
  const isNew = field(swcrc, 'jsc', 'transform', 'decoratorVersion') === '2022-03';
  const isExperimental = someConfig(project, 'experimentalDecorators');
  if (project.configs.length > 0 && isLegacy !== isExperimental)
    return [
      finding(
        'swc-dialect',
        `.swcrc compiles ${dialectName(isLegacy)}, tsconfig.json has ${dialectName(isExperimental)}`,
        'the same in both: "legacyDecorator" in .swcrc',
      ),
    ];
  if (isLegacy || isNew) return [];
  return [
    finding(
      'swc-dialect',
      '.swcrc compiles an old draft of decorators',
      '"transform": { "decoratorVersion": "2022-03" }',
    ),
  ];
}
