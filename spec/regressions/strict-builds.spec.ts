import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

// Kind of fault: The CommonJS build was sloppy code: without `this`, a call gave its loader globalThis, and a primitive `this` arrived boxed.
describe('regression: `this` in both builds', () => {
  for (const load of ["await import('warmscope')", "require('warmscope')"]) {
    it(`reaches the method as it is: ${load}`, async () => {
      const printed = await printedBy(`
        import { createRequire } from 'node:module';
        const require = createRequire(process.cwd() + '/');
        const { cached } = ${load};
        const kind = cached(function () { return typeof this; });
        process.stdout.write(JSON.stringify([kind(), kind.call(undefined)]));`);
      expect(printed).to.deep.equal(['undefined', 'undefined']);
    });
  }
});
