import type { Dialect } from './cell.js';

/** A program that some compilers or dialects cannot compile or run, and what to write instead. */
export interface Limit {
  /** The name of the file in matrix/limits, without its extension. */
  readonly file: string;
  /** What is written, as the pages say it. */
  readonly what: string;
  readonly dialects: readonly Dialect[];
  readonly remedy: string;
  /** What is changed in the files and commands of the page; a page where nothing is changed has no such limit. */
  readonly change?: (text: string) => string;
}

export const LIMITS: readonly Limit[] = [
  {
    file: 'typed-constructor',
    what: 'a constructor parameter for tsyringe without a token',
    dialects: ['metadata', 'legacy'],
    remedy: '`@inject(Token)` on the parameter, or `@ContainerSingleton({ inject: [Token] })`',
  },
  {
    file: 'default-parameter',
    what: 'the same, with a default value',
    dialects: ['metadata', 'legacy'],
    remedy: 'the same; `inject: []` says that the default is meant',
  },
  {
    file: 'interface-parameter',
    what: 'the same, typed as an interface',
    dialects: ['metadata'],
    remedy: 'the same: an interface is no token',
  },
  {
    file: 'type-import',
    what: 'the same, typed as a class that is imported with `import type`',
    dialects: ['metadata'],
    remedy: 'import the class itself, against the advice of some linters; or the same',
  },
  {
    file: 'parameter-decorator',
    what: '`@inject(Token)` on a parameter',
    dialects: ['tc39'],
    remedy: '`@ContainerSingleton({ inject: [Token] })`: the standard has no decorators of parameters',
  },
  {
    file: 'private-method',
    what: 'a decorator on `#method()`',
    dialects: ['legacy', 'tc39'],
    remedy: '`private method()`, which is a member like any other',
  },
  {
    file: 'class-expression',
    what: 'a decorator in a class expression',
    dialects: ['legacy', 'tc39'],
    remedy: 'a class declaration',
  },
  {
    file: 'own-class',
    what: 'a member decorator that names its own class: `key: Reports.keyOf`',
    dialects: ['legacy', 'tc39'],
    remedy: 'a function: `key: (user) => Reports.keyOf(user)`; as a target a name, or `() => Reports`',
  },
  {
    file: 'legacy-library',
    what: 'a decorator of a library that knows `experimentalDecorators` only',
    dialects: ['tc39'],
    remedy: "the library's other ways, such as a call in the method, or a middy middleware",
  },
  {
    file: 'untransformed',
    what: 'no target that rewrites decorators',
    dialects: ['tc39'],
    remedy: 'the target, or plugin, of the configuration above',
    change: (text) =>
      text
        .replace('"target": "es2022"', '"target": "esnext"')
        .replace(' --target=node20', '')
        .replace('  plugins: [standardDecorators],\n', ''),
  },
];
