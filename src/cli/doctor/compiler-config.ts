import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getTsconfig, parseTsconfig } from 'get-tsconfig';
import { jsonOf, shown } from './files.js';

/** What a tsconfig file, with all that it extends, says about decorators. */
export interface CompilerConfig {
  readonly path: string;
  /** Why the file cannot be read. */
  readonly fault?: string;
  readonly experimentalDecorators: boolean;
  readonly emitDecoratorMetadata: boolean;
  /** False where tsc only checks types, or writes only these. */
  readonly emits: boolean;
  /** The compiler's target in small letters, as `es2022`. */
  readonly target: string | undefined;
  readonly useDefineForClassFields: boolean | undefined;
  readonly lib: readonly string[] | undefined;
}

type Read = NonNullable<ReturnType<typeof getTsconfig>>['config'];

/** A file that was read, or what is known of one that could not be. */
type Attempt = { readonly path: string; readonly config: Read } | { readonly unread: CompilerConfig };

/** The tsconfig of a folder, or those that it refers to where it has no files of its own. */
export function readCompilerConfigs(folder: string): CompilerConfig[] {
  const own = join(folder, 'tsconfig.json');
  const found = attempt(folder, own, () => getTsconfig(folder));
  if (found === undefined) return [];
  if ('unread' in found) return [found.unread];
  const { path, config } = found;
  const references = config.references ?? [];
  if (config.files?.length !== 0 || references.length === 0) return [summary(folder, path, config)];
  return references.flatMap((reference) => {
    const target = configFile(resolve(dirname(path), reference.path));
    const read = attempt(folder, target, () => ({ path: target, config: parseTsconfig(target) }));
    if (read === undefined) return [];
    return ['unread' in read ? read.unread : summary(folder, read.path, read.config)];
  });
}

const configFile = (path: string): string =>
  existsSync(path) && statSync(path).isDirectory() ? join(path, 'tsconfig.json') : path;

function attempt(
  folder: string,
  path: string,
  read: () => { path: string; config: Read } | null,
): Attempt | undefined {
  // What `get-tsconfig` can make no sense of is an empty file to it.
  if (existsSync(path) && jsonOf(path) === undefined)
    return { unread: unread(shown(path, folder), 'broken JSON') };
  try {
    return read() ?? undefined;
  } catch (error) {
    // Of a number in place of a text, `get-tsconfig` or we have called a method.
    const isOurs = error instanceof TypeError;
    const said = isOurs ? 'an option has another type than tsc reads' : String(Object(error).message);
    const [fault = ''] = said.split('\n');
    return { unread: unread(shown(path, folder), fault.replaceAll(`${folder}/`, '')) };
  }
}

/** What is known of a file that cannot be read. */
function unread(path: string, fault: string): CompilerConfig {
  const nothing = { experimentalDecorators: false, emitDecoratorMetadata: false, emits: false };
  return { path, fault, ...nothing, target: undefined, useDefineForClassFields: undefined, lib: undefined };
}

function summary(folder: string, path: string, { compilerOptions = {} }: Read): CompilerConfig {
  return {
    path: shown(path, folder),
    experimentalDecorators: compilerOptions.experimentalDecorators === true,
    emitDecoratorMetadata: compilerOptions.emitDecoratorMetadata === true,
    emits: compilerOptions.noEmit !== true && compilerOptions.emitDeclarationOnly !== true,
    target: compilerOptions.target?.toLowerCase(),
    useDefineForClassFields: compilerOptions.useDefineForClassFields,
    lib: compilerOptions.lib?.map((name) => name.toLowerCase()),
  };
}
