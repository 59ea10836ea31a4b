// Kind of fault: A handler made late moved the end of init, which hid a freeze from the next invocation; and builds begun after a thaw were given up
// with those from before.
import { expect } from 'chai';
import { containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('regression: handlers that are made after a thaw', () => {
  collectReports();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());

  for (const [what, note] of Object.entries({
    'a handler for each event': async (): Promise<void> => undefined,
    'registry.ready() before each event': (): Promise<void> => registry.ready(),
  })) {
    it(`do not hide the thaw: ${what}`, async () => {
      let asked = 0;
      const db = containerSingleton(() => ({}), { validate: () => ++asked > 0 });
      for (const seen of [0, 1, 2]) {
        await note();
        await createHandler(() => db())(undefined, undefined);
        expect(asked).to.equal(seen);
        clock.advance(3_600_000);
      }
    });
  }

  it('get the client whose build was begun just before them', async () => {
    const gate = deferred();
    let builds = 0;
    const db = containerSingleton(async () => {
      const build = ++builds;
      await gate.promise;
      return build;
    });
    await runInvocation({}, () => undefined);
    clock.advance(3_600_000);
    const early = db();
    clock.advance(5);
    const answer = createHandler(() => db())(undefined, undefined);
    gate.resolve();
    expect([await early, await answer, builds]).to.deep.equal([1, 1, 1]);
  });
});
