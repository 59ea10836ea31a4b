import { after, afterEach, before, describe, mock, test } from 'node:test';
import { createTestContainer, type TestContainer } from 'warmscope/testing';
import { calls } from '../app/storage.js';
import { scenarios } from './scenarios.js';

for (const [when, isFirst] of [
  ['without fake timers', undefined],
  ['with mock.timers enabled before', true],
  ['with mock.timers enabled after', false],
] as const) {
  describe(when, () => {
    let container: TestContainer;
    before(() => {
      if (isFirst === true) mock.timers.enable();
      container = createTestContainer();
      if (isFirst === false) mock.timers.enable();
    });
    afterEach(async () => {
      calls.length = 0;
      await container.reset();
    });
    after(async () => {
      mock.timers.reset();
      await container.dispose();
    });
    for (const { name, run } of scenarios) test(name, () => run(container));
  });
}
