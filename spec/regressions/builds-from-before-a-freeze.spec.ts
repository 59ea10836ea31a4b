import { expect } from 'chai';
import { containerSingleton, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const HOUR_MS = 3_600_000;

// Kind of fault: Every later invocation waited for ever for a client that was connecting when the container froze.
describe('regression: a client that was being built in a freeze', () => {
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.dispose());

  it('is built anew, and the result of the old build is disposed', async () => {
    const connections = [deferred<string>(), deferred<string>()];
    const closed: string[] = [];
    let builds = 0;
    const client = containerSingleton(() => connections[builds++]?.promise as Promise<string>, {
      dispose: (connection: string) => closed.push(connection),
    });
    await runInvocation({}, () => void client());
    clock.advance(HOUR_MS);
    const next = runInvocation({}, client);
    await nextTurn();
    expect(builds).to.equal(2);
    connections[1]?.resolve('new');
    expect(await next).to.equal('new');
    connections[0]?.resolve('old');
    await nextTurn();
    expect(closed).to.deep.equal(['old']);
    expect(await runInvocation({}, client)).to.equal('new');
  });

  it('is waited for where nothing was frozen', async () => {
    const connection = deferred<string>();
    let builds = 0;
    const client = containerSingleton(() => {
      builds++;
      return connection.promise;
    });
    await runInvocation({}, () => void client());
    const next = runInvocation({}, client);
    connection.resolve('open');
    expect([await next, builds]).to.deep.equal(['open', 1]);
  });
});
