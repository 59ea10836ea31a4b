import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-6.0';
import { projectRoot } from '../docs/programs.js';

/** An editor's language service over one file, with a marker where the cursor is; `warmscope` is the built package. */
export class Editor {
  readonly #file = join(projectRoot, 'build', 'editor.ts');
  readonly #service: ts.LanguageService;
  #text = '';
  #version = 0;

  constructor(dialect: 'legacy' | 'tc39') {
    const options: ts.CompilerOptions = {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.decorators.d.ts'],
      types: ['node'],
      skipLibCheck: true,
      experimentalDecorators: dialect === 'legacy',
    };
    const textOf = (path: string): string => (path === this.#file ? this.#text : readFileSync(path, 'utf8'));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: (path) => (path === this.#file ? String(this.#version) : ''),
      getScriptSnapshot: (path) => (this.#has(path) ? ts.ScriptSnapshot.fromString(textOf(path)) : undefined),
      getCurrentDirectory: () => projectRoot,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => this.#has(path),
      readFile: textOf,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** The names that are offered where the text has a `|`. */
  completions(marked: string): string[] {
    const found = this.#service.getCompletionsAtPosition(this.#file, this.#open(marked), {});
    return found?.entries.map(({ name }) => name) ?? [];
  }

  /** The documentation of the name offered at the `|`. */
  documentation(marked: string, name: string): string {
    const at = this.#open(marked);
    const found = this.#service.getCompletionEntryDetails(this.#file, at, name, undefined, undefined, undefined, undefined);
    return ts.displayPartsToString(found?.documentation);
  }

  /** The type and the documentation that hovering shows at the `|`. */
  hover(marked: string): { readonly type: string; readonly documentation: string } {
    const found = this.#service.getQuickInfoAtPosition(this.#file, this.#open(marked));
    return { type: ts.displayPartsToString(found?.displayParts), documentation: ts.displayPartsToString(found?.documentation) };
  }

  #open(marked: string): number {
    const at = marked.indexOf('|');
    this.#text = marked.slice(0, at) + marked.slice(at + 1);
    this.#version++;
    return at;
  }

  #has(path: string): boolean {
    return path === this.#file || ts.sys.fileExists(path);
  }
}
