import sinon from 'sinon';
import { createTestContainer, type TestContainer } from 'warmscope/testing';
import { calls } from '../app/storage.js';
import { scenarios } from './scenarios.js';

declare const describe: (name: string, body: () => void) => void;
declare const it: (name: string, body: () => unknown) => void;
declare const before: (work: () => unknown) => void;
declare const after: (work: () => unknown) => void;
declare const afterEach: (work: () => unknown) => void;

for (const [when, isFirst] of [
  ['without fake timers', undefined],
  ["with sinon's fake timers installed before", true],
  ["with sinon's fake timers installed after", false],
] as const) {
  describe(when, () => {
    let container: TestContainer;
    let timers: sinon.SinonFakeTimers | undefined;
    before(() => {
      if (isFirst === true) timers = sinon.useFakeTimers();
      container = createTestContainer();
      if (isFirst === false) timers = sinon.useFakeTimers();
    });
    afterEach(async () => {
      calls.length = 0;
      await container.reset();
    });
    after(async () => {
      timers?.restore();
      await container.dispose();
    });
    for (const { name, run } of scenarios) it(name, () => run(container));
  });
}
