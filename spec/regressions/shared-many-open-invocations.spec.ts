import { expect } from 'chai';
import { lifecycle } from '../../src/registry/lifecycle.js';
import { World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

/** The tier looked for each invocation that began among all that were running. */
describe('regression: shared: the beginning of an invocation', () => {
  for (const verify of ['invocation', 'never'] as const)
    it(`looks at no more than one of a thousand others (verify: ${verify})`, async () => {
      const site = new World().site({ verify });
      const value = site.method(async () => 'value');
      await site.run(() => value('a'));
      const gate = deferred();
      const open = Array.from({ length: 1_000 }, () => site.run(() => gate.promise));
      const running = lifecycle.of(site.container).invocations.running as Set<object>;
      let looks = 0;
      Object.assign(running, {
        *[Symbol.iterator]() {
          for (const invocation of Set.prototype.values.call(running)) {
            looks++;
            yield invocation;
          }
        },
      });
      const one = site.run(() => value('a'));
      expect(running.size).to.equal(1_001);
      expect(looks).to.be.within(1, 2);
      gate.resolve();
      await Promise.all([one, ...open]);
    });
});
