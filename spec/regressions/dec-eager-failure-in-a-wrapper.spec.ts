import { expect } from 'chai';
import { containerSingleton, createHandler, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('an eager singleton that fails because another eager one did, with an error of its own', () => {
  collectReports();
  let isDown = false;
  afterEach(() => {
    isDown = false;
    return registry.dispose();
  });

  for (const kind of ['sync', 'async'] as const) {
    it(`is tried again at the next invocation, what it needs included (${kind})`, async () => {
      isDown = true;
      const fetchToken = (): string => {
        if (isDown) throw new Error('down');
        return 'token';
      };
      const token = containerSingleton<unknown>(kind === 'sync' ? fetchToken : async () => fetchToken(), { eager: true });
      const client = containerSingleton(
        async () => {
          try {
            return `client with ${await token()}`;
          } catch (cause) {
            throw new Error('no token', { cause });
          }
        },
        { eager: true },
      );
      const handler = createHandler(() => client());
      expect(await errorOf(() => handler(undefined, undefined))).to.have.property('message', 'no token');
      isDown = false;
      expect(await handler(undefined, undefined)).to.equal('client with token');
    });
  }
});
