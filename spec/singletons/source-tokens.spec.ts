import { expect } from 'chai';
import { sourceTokens } from '../../src/singletons/source-tokens.js';

const texts = (source: string): string[] => sourceTokens(source).map(({ text }) => text);
const depths = (source: string): string =>
  sourceTokens(source)
    .map(({ depth }) => depth)
    .join('');

describe('source tokens', () => {
  it('are words, marks and texts, without spaces and comments', () => {
    expect(texts('a /* b */ = c // d\n (e)')).to.deep.equal(['a', '=', 'c', '(', 'e', ')']);
    expect(texts('(...rest) => rest')).to.deep.equal(['(', '...', 'rest', ')', '=>', 'rest']);
  });

  it('keep strings and regular expressions whole, and templates but for their expressions', () => {
    expect(texts(`x("a,)" , 'b\\'(' )`)).to.deep.equal(['x', '(', '"a,)"', ',', "'b\\'('", ')']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code in a string
    expect(texts('f(`a${`b${"`}"}`},`, c)')).to.deep.equal(['f', '(', '`a${', '`b${', '"`}"', '}`', '},`', ',', 'c', ')']);
    expect(texts('a = /[/(]\\//g, b')).to.deep.equal(['a', '=', '/[/(]\\//g', ',', 'b']);
  });

  it('tell a division from a regular expression', () => {
    expect(texts('a / b / c')).to.deep.equal(['a', '/', 'b', '/', 'c']);
    expect(texts('(a) / b / c')[3]).to.equal('/');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code in a string
    expect(texts('`${a}` / b / c')[3]).to.equal('/');
    expect(texts('return /a/')).to.deep.equal(['return', '/a/']);
    expect(texts('a / /b/ / c')).to.deep.equal(['a', '/', '/b/', '/', 'c']);
  });

  it('know how many brackets are open around them, their own left out', () => {
    expect(depths('f(a, [b, { c }])')).to.equal('001112223210');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code in a string
    expect(depths('f(`a${`b${c}d${e}`}f${{ g }}h`, i)')).to.equal('0012323212321110');
  });

  it('end, whatever is not closed', () => {
    for (const source of ['`a', '`${', '"a', '/a', '/* a', "'", '(', '\\']) expect(() => sourceTokens(source)).not.to.throw();
  });
});
