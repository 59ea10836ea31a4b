import { afterAll, afterEach, beforeAll, describe, jest, test } from '@jest/globals';
import { createTestContainer, type TestContainer } from 'warmscope/testing';
import { calls } from '../app/storage.js';
import { scenarios } from './scenarios.js';

for (const [when, isFirst] of [
  ['without fake timers', undefined],
  ["with jest's fake timers installed before", true],
  ["with jest's fake timers installed after", false],
] as const) {
  describe(when, () => {
    let container: TestContainer;
    beforeAll(() => {
      if (isFirst === true) jest.useFakeTimers();
      container = createTestContainer();
      if (isFirst === false) jest.useFakeTimers();
    });
    afterEach(async () => {
      calls.length = 0;
      await container.reset();
    });
    afterAll(async () => {
      jest.useRealTimers();
      await container.dispose();
    });
    for (const { name, run } of scenarios) test(name, () => run(container));
  });
}
