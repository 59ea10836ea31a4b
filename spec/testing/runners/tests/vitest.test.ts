import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestContainer, type TestContainer } from 'warmscope/testing';
import { calls } from '../app/storage.js';
import { scenarios } from './scenarios.js';

for (const [when, isFirst] of [
  ['without fake timers', undefined],
  ["with vitest's fake timers installed before", true],
  ["with vitest's fake timers installed after", false],
] as const) {
  describe(when, () => {
    let container: TestContainer;
    beforeAll(() => {
      if (isFirst === true) vi.useFakeTimers();
      container = createTestContainer();
      if (isFirst === false) vi.useFakeTimers();
    });
    afterEach(async () => {
      calls.length = 0;
      await container.reset();
    });
    afterAll(async () => {
      vi.useRealTimers();
      await container.dispose();
    });
    for (const { name, run } of scenarios) test(name, () => run(container));
  });
}

describe('with modules that are reset', () => {
  let container: TestContainer;
  beforeAll(() => {
    container = createTestContainer();
  });
  beforeEach(() => {
    vi.resetModules();
  });
  afterEach(() => container.reset());
  afterAll(() => container.dispose());

  for (const round of [1, 2]) {
    test(`each test imports its own classes, round ${round}`, async () => {
      const { Storage } = await import('../app/storage.js');
      const { handler } = await import('../app/handler.js');
      container.override(Storage, { read: async (key) => `fake ${key} ${round}` });
      const [report] = await container.invoke(handler, { user: 'ann' });
      expect(report).toBe(`fake ann ${round}`);
      expect(container.stats().caches.filter(({ loads }) => loads > 0)).toHaveLength(1);
    });
  }
});
