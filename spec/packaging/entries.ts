import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './project.js';

/** The parts of package.json that say what the package offers, and what it needs. */
export interface Manifest {
  readonly exports: Readonly<Record<string, string | { import: { default: string }; require: { default: string } }>>;
  readonly bin: Readonly<Record<'warmscope', string>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly sideEffects: readonly string[];
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { optional?: boolean }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export const MANIFEST = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as Manifest;

/** One way into the package: what programs import, and the module in src/ and dist/ that it is. */
export interface Entry {
  /** `warmscope/keyed` */
  readonly name: string;
  /** `keyed/index` */
  readonly module: string;
  /** Whether importing it does something, as connecting tsyringe does. */
  readonly hasSideEffects: boolean;
}

/** All entry points, as package.json lists them. */
export const ENTRIES: readonly Entry[] = Object.entries(MANIFEST.exports).flatMap(([path, target]) => {
  if (typeof target === 'string') return [];
  const module = target.import.default.replace('./dist/esm/', '').replace(/\.js$/, '');
  const hasSideEffects = MANIFEST.sideEffects.some((pattern) => target.import.default.startsWith(pattern.replace('*', '')));
  return [{ name: path.replace('.', 'warmscope'), module, hasSideEffects }];
});
