import { createTestContainer, type TestContainer, type TestContainerOptions } from '../../src/testing/index.js';

/** When the clock of each test container begins. */
export const NOON = Date.parse('2026-01-01T12:00:00Z');

/** A test container for each spec of the surrounding suite, disposed after it. */
export function useTestContainer(options: TestContainerOptions = { now: NOON }): { readonly kit: TestContainer } {
  let kit: TestContainer | undefined;
  beforeEach(() => {
    kit = createTestContainer(options);
  });
  afterEach(() => kit?.dispose());
  return {
    get kit() {
      if (kit === undefined) throw new Error('there is a container while a spec runs');
      return kit;
    },
  };
}

/** A client that notes what becomes of it. */
export class Client {
  static disposed: string[] = [];

  constructor(readonly id: string) {}

  close(): void {
    Client.disposed.push(this.id);
  }
}
