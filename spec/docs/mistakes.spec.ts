import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { COMPILED, compilerErrors, essence, mistakesPage } from './mistakes.js';

describe('docs/mistakes', function () {
  this.timeout(120_000);

  it('has what the compiler and the package say (else: npm run docs)', async () => {
    const { is, shouldBe } = await mistakesPage(DIALECT);
    expect(is).to.equal(shouldBe);
    expect(COMPILED).to.have.length(12);
  });

  it('has what TypeScript 6 says as well, in more words', async () => {
    const [seven, six] = await Promise.all([compilerErrors(DIALECT), compilerErrors(DIALECT, 'typescript-6.0')]);
    for (const [index, { what }] of COMPILED.entries()) {
      const words = essence(seven[index] ?? '');
      expect(words.length, what).to.be.greaterThan(10);
      expect(six[index], what).to.contain(words);
    }
  });
});
