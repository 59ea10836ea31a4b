/** How decorators are compiled: experimentalDecorators with emitted metadata, the same without, or the TC39 standard. */
export const DIALECTS = ['metadata', 'legacy', 'tc39'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** ES modules or CommonJS. */
export const FORMATS = ['esm', 'cjs'] as const;
export type Format = (typeof FORMATS)[number];

/** A compiler, and the page of docs/setup that says how to use it. */
export interface Compiler {
  readonly name: string;
  readonly page: string;
  /** The package in matrix/node_modules, and its program. */
  readonly tool: readonly [home: string, bin: string];
  /** The package that has the compiler's version, where its program is in another one. */
  readonly versionFrom?: string;
  /** The code of the error that the fixture ends with in a dialect that the compiler cannot do; the page says why. */
  readonly refuses?: Partial<Record<Dialect, string>>;
}

/** What the fixture ends with where a compiler emits no metadata: it has a constructor whose tokens nobody knows. */
const NO_METADATA = { metadata: 'ERR_WARMSCOPE_RESOLUTION' };

export const COMPILERS: readonly Compiler[] = [
  { name: 'tsc 7', page: 'tsc.md', tool: ['typescript-7.0', 'tsc'] },
  { name: 'tsc 5.9', page: 'tsc.md', tool: ['typescript-5.9', 'tsc'] },
  { name: 'esbuild', page: 'esbuild.md', tool: ['esbuild', 'esbuild'], refuses: NO_METADATA },
  { name: 'swc', page: 'swc.md', tool: ['@swc/cli', 'swc'], versionFrom: '@swc/core' },
  { name: 'tsx', page: 'tsx.md', tool: ['tsx', 'tsx'], refuses: NO_METADATA },
  { name: 'vite', page: 'vite.md', tool: ['vite', 'vite'] },
];

/** One way to compile: each is compiled once, and run on every Node. */
export interface Cell {
  readonly compiler: Compiler;
  readonly dialect: Dialect;
  readonly format: Format;
}

export const CELLS: readonly Cell[] = COMPILERS.flatMap((compiler) =>
  DIALECTS.flatMap((dialect) => FORMATS.map((format) => ({ compiler, dialect, format }))),
);
