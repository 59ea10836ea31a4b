import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestContainer, type TestContainer } from 'warmscope/testing';
import { handler } from '../app/handler.js';

let container: TestContainer;
beforeAll(() => {
  container = createTestContainer();
});
afterAll(() => container.dispose());

test('another file begins at nothing', async () => {
  expect(container.stats().container.invocations).toBe(0);
  await container.invoke(handler, { user: 'ann' }, { tenantId: 'acme' });
  expect(container.stats().container.coldStart).toBe(true);
});
