import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const HOUR_MS = 3_600_000;

// Kind of fault: A build that was given up counted among `builds`, and the time that it took not in `buildMs`: the average build looked shorter than any.
describe('regression: the time of a build that was given up counts as the build does', () => {
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.dispose());

  const rowOf = (name: string) => {
    const row = registry.stats().singletons.find((each) => each.name === name);
    return [row?.builds, row?.buildMs];
  };

  for (const [kind, make] of Object.entries({
    'a function': (name: string, factory: () => Promise<object>) => containerSingleton(factory, { name }),
    'a keyed one': (name: string, factory: () => Promise<object>) => {
      const clients = keyedSingleton(async (_key: string) => factory(), { max: 2, name });
      return () => clients('a');
    },
    'a member': (name: string, factory: () => Promise<object>) => {
      class Clients {
        @ContainerSingleton({ name })
        client(): Promise<object> {
          return factory();
        }
      }
      return () => new Clients().client();
    },
  }))
    it(`${kind}, in a freeze`, async () => {
      const name = `given up: ${kind}`;
      const connections: Deferred<object>[] = [];
      const client = make(name, () => {
        const connection = deferred<object>();
        connections.push(connection);
        return connection.promise;
      });
      await runInvocation({}, () => void client());
      clock.advance(HOUR_MS);
      const next = runInvocation({}, client);
      await nextTurn();
      clock.advance(50);
      connections[1]?.resolve({});
      await next;
      expect(rowOf(name)).to.deep.equal([1, 50]);
      connections[0]?.resolve({});
      await nextTurn();
      expect(rowOf(name)).to.deep.equal([2, 50 + (HOUR_MS + 50)]);
    });

  it('a failed build counts in neither', async () => {
    const client = containerSingleton(
      async () => {
        clock.advance(10);
        throw new Error('no');
      },
      { name: 'given up: failed' },
    );
    await runInvocation({}, client).catch(() => undefined);
    expect(rowOf('given up: failed')).to.deep.equal([0, 0]);
  });
});
