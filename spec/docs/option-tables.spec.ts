import { expect } from 'chai';
import { pages } from './option-tables.js';
import { projectRoot } from './programs.js';

describe('docs/option-tables', () => {
  for (const { page, is, shouldBe } of pages(projectRoot)) {
    it(`${page} has the options of @Cached as src/features has them (else: npm run docs)`, () => {
      expect(is).to.equal(shouldBe);
    });
  }
});
