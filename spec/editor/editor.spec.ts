import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { Editor } from './editor.js';

const IMPORTS = `import { Cached, ContainerSingleton, Invalidates, RetryAfterInvalidate, Updates } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';
class Other { get(id: string): string { return id; } private own(): void {} }
`;

/** A class with one member decorated by this code, in which a `|` is the cursor. */
const on = (decorator: string): string => `${IMPORTS}
class Reports {
  find(user: string): string { return user; }
  private secret(): void {}
  ${decorator} async save(user: string, month: number): Promise<string> { return user + month; }
}`;

/** Where options are written, and all that exist there. */
const OPTIONS: Record<string, readonly string[]> = {
  '@Cached({ | })': [
    ...['key', 'keys', 'ttl', 'store', 'max', 'maxIdle', 'per', 'when', 'scope', 'staleWhileRevalidate', 'staleIfError', 'errorTtl'],
    ...['timeout', 'values', 'maxBytes', 'weigh', 'tags', 'shared', 'name'],
  ],
  '@ContainerSingleton({ | })': ['eager', 'dispose', 'maxAge', 'maxIdle', 'validate', 'name', 'inject'],
  '@KeyedSingleton({ | })': ['key', 'max', 'dispose', 'maxAge', 'maxIdle', 'validate', 'name'],
  "@Invalidates('find', { | })": ['key', 'keyFromResult'],
  '@Invalidates({ | })': ['tags'],
  "@Invalidates(() => Other, 'get', { | })": ['key', 'keyFromResult'],
  "@Updates('find', { | })": ['key', 'keyFromResult', 'args', 'argsFromResult'],
  '@RetryAfterInvalidate({ | })': ['on', 'invalidates'],
};

/** Where the value of an option is one of some words, and these. */
const WORDS: Record<string, readonly string[]> = {
  "@Cached({ per: '|' })": ['instance', 'class'],
  "@Cached({ ttl: '5m', scope: '|' })": ['container', 'tenant', 'invocation'],
  "@Cached({ values: '|' })": ['shared', 'frozen', 'cloned'],
  "@ContainerSingleton({ dispose: '|' }) get client(): Other { return new Other(); }": ['get'],
};

/** Where a function's parameter is hovered, and its type. */
const PARAMETERS: Record<string, string> = {
  '@Invalidates({ tags: (u|ser) => [user] })': 'user: string',
  '@Cached({ key: (u|ser) => user })': 'user: string',
  '@Cached({ ttl: (text, _user, m|onth) => month })': 'month: number',
  '@Cached({ tags: (te|xt) => [text] })': 'text: string',
  "@Invalidates('find', { key: (u|ser) => user })": 'user: string',
  "@Updates('find', { keyFromResult: (re|sult) => result })": 'result: string',
  '@KeyedSingleton({ max: 1, key: (u|ser) => user })': 'user: string',
};

describe('an editor', function () {
  this.timeout(120_000);
  let editor: Editor;
  before(() => {
    editor = new Editor(DIALECT);
  });

  for (const [code, options] of Object.entries(OPTIONS)) {
    it(`offers the options of ${code}, each with its documentation`, () => {
      expect(editor.completions(on(code))).to.have.members(options);
      for (const option of options) expect(editor.documentation(on(code), option), option).to.match(/^[A-Z].{20,}\.$/s);
    });
  }

  for (const code of ["@Invalidates('|')", "@Invalidates('|', { key: () => 1 })", "@Updates('|', { key: () => 1 })"]) {
    it(`offers the names of the class's members in ${code}`, () => {
      expect(editor.completions(on(code))).to.have.members(['find', 'save']);
    });
  }

  for (const code of ["@Invalidates(() => Other, '|')", "@Updates(() => Other, '|', { key: () => 1 })"]) {
    it(`offers the names of the other class's members in ${code}`, () => {
      expect(editor.completions(on(code))).to.deep.equal(['get']);
    });
  }

  for (const [code, words] of Object.entries(WORDS)) {
    it(`offers the words that the option may be in ${code}`, () => {
      expect(editor.completions(on(code))).to.include.members(words);
    });
  }

  for (const [code, type] of Object.entries(PARAMETERS)) {
    it(`knows the parameter in ${code}`, () => {
      expect(editor.hover(on(code)).type).to.equal(`(parameter) ${type}`);
    });
  }

  it('shows the documentation of an option that is written', () => {
    expect(editor.hover(on("@Cached({ tt|l: '5m' })")).documentation).to.match(/^How long/);
  });
});
