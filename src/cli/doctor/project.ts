import { join } from 'node:path';
import { UsageError } from '../usage-error.js';
import { type CompilerConfig, readCompilerConfigs } from './compiler-config.js';
import { type Copy, copiesFor } from './copies.js';
import { field, type Json, jsonOf, packageFolder, textOf } from './files.js';
import { readSources, type Sources } from './sources.js';
import { type Tool, toolsOf } from './tools.js';

/** All that is read of a project. */
export interface Project {
  readonly folder: string;
  readonly manifest: Json;
  readonly configs: readonly CompilerConfig[];
  readonly sources: Sources;
  readonly copies: readonly Copy[];
  readonly tools: readonly Tool[];
  /** `.swcrc`, where there is one; `broken` where it cannot be parsed. */
  readonly swcrc: Json | 'broken' | undefined;
  readonly template: string | undefined;
  /** Version of an installed package. */
  versionOf(name: string): string | undefined;
}

/** Reads the project in a folder; throws UsageError where there is none. */
export function readProject(folder: string): Project {
  const manifest = jsonOf(join(folder, 'package.json'));
  if (manifest === undefined) {
    const isThere = textOf(join(folder, 'package.json')) !== undefined;
    throw new UsageError(isThere ? 'package.json is broken JSON' : `no package.json in ${folder}`);
  }
  const configs = readCompilerConfigs(folder);
  const sources = readSources(folder);
  const swcrc = swcConfig(jsonOf(join(folder, '.swcrc')));
  const hasSwcrc = textOf(join(folder, '.swcrc')) !== undefined;
  const template = ['template.yaml', 'template.yml'].map((name) => textOf(join(folder, name))).find(Boolean);
  return {
    folder,
    manifest,
    configs,
    sources,
    copies: copiesFor(folder, sources.packageFolders),
    tools: toolsOf({ folder, manifest, configs, template, imports: sources.imports }),
    swcrc: hasSwcrc ? (swcrc ?? 'broken') : undefined,
    template,
    versionOf: (name) => {
      const found = packageFolder(name, folder);
      const version = found && field(jsonOf(join(found, 'package.json')), 'version');
      return typeof version === 'string' ? version : undefined;
    },
  };
}

/** What swc does with TypeScript, of configurations for several kinds of files. */
function swcConfig(read: Json | undefined): Json | undefined {
  if (!Array.isArray(read)) return read;
  const configs: unknown[] = read;
  const ofTypescript = configs.find((each) => field(each, 'jsc', 'parser', 'syntax') === 'typescript');
  return Object(ofTypescript ?? configs[0]) as Json;
}
