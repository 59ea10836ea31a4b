import { join } from 'node:path';
import { field, textOf } from './files.js';
import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';
import { listOf } from './sources.js';

/** What a minifier does to the names by which metrics tell members. */
export function checkNames(project: Project): Finding[] {
  const { imports, withoutName } = project.sources;
  const isShown = imports.has('warmscope/metrics') && withoutName.length > 0;
  // Under standard decorators esbuild keeps the names of classes that are decorated themselves, as most are.
  if (!isShown || !project.configs.some(({ experimentalDecorators }) => experimentalDecorators)) return [];
  return renamingPlaces(project)
    .slice(0, 1)
    .map((place) =>
      finding(
        'minified-names',
        `${place} has esbuild minify class names, by which metrics name members: ${listOf(withoutName)}`,
        'a `name` among the options, or `--keep-names` (`keepNames: true`)',
      ),
    );
}

/** Where esbuild is told to minify, and not to keep names. */
function renamingPlaces({ folder, manifest, template, tools }: Project): string[] {
  const scripts = Object.entries(Object(field(manifest, 'scripts')) as Record<string, unknown>);
  const inScripts = scripts
    .filter(([, line]) => /\besbuild\s.*--minify(?!-)(?!=false)/.test(String(line)))
    .filter(([, line]) => !/--keep-names/.test(String(line)));
  const files = tools.filter(({ name, isCertain }) => name === 'esbuild' && isCertain);
  const inFiles = files.filter(({ shownBy }) => {
    const text = shownBy === 'template.yaml' ? template : textOf(join(folder, shownBy));
    return /\bminify:\s*true/i.test(text ?? '') && !/\bkeepNames:\s*true/i.test(text ?? '');
  });
  return [...inScripts.map(([name]) => `the script "${name}"`), ...inFiles.map(({ shownBy }) => shownBy)];
}
