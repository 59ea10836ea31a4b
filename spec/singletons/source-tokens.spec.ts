import { expect } from 'chai';
import { sourceTokens } from '../../src/singletons/source-tokens.js';

const texts = (source: string): string[] => sourceTokens(source).map(({ text }) => text);
const kinds = (source: string): string[] => sourceTokens(source).map(({ kind }) => kind);

describe('source tokens', () => {
  it('are words, marks and texts, without spaces and comments', () => {
    expect(texts('a /* b */ = c // d\n (e)')).to.deep.equal(['a', '=', 'c', '(', 'e', ')']);
    expect(kinds("a = 'b'")).to.deep.equal(['word', 'mark', 'text']);
    expect(texts('(...rest) => rest')).to.deep.equal(['(', '...', 'rest', ')', '=>', 'rest']);
  });

  it('keep strings, templates and regular expressions whole', () => {
    expect(texts(`x("a,)" , 'b\\'(' )`)).to.deep.equal(['x', '(', '"a,)"', ',', "'b\\'('", ')']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code in a string
    expect(texts('f(`a${`b${"`}"}`},`, c)')).to.deep.equal(['f', '(', '`a${`b${"`}"}`},`', ',', 'c', ')']);
    expect(texts('a = /[/(]\\//g, b')).to.deep.equal(['a', '=', '/[/(]\\//g', ',', 'b']);
  });

  it('tell a division from a regular expression', () => {
    expect(kinds('a / b / c')).to.deep.equal(['word', 'mark', 'word', 'mark', 'word']);
    expect(kinds('(a) / b / c')[3]).to.equal('mark');
    expect(kinds('return /a/')).to.deep.equal(['word', 'text']);
  });

  it('know what begins a line', () => {
    expect(sourceTokens('a\nb c').map(({ isOnNewLine }) => isOnNewLine)).to.deep.equal([false, true, false]);
  });

  it('end, whatever is not closed', () => {
    for (const source of ['`a', '`${', '"a', '/a', '/* a', "'", '(', '\\']) expect(() => sourceTokens(source)).not.to.throw();
  });
});
