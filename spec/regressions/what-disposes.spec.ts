// Kind of fault: Methods that close many common clients were not looked for, so these clients leaked, and disposals were counted that never happened.
import { expect } from 'chai';
import { containerSingleton, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { collectReports } from '../support/warnings.js';

/** The methods that are looked for, in this order. */
const METHODS = [Symbol.asyncDispose, Symbol.dispose, 'destroy', 'close', 'end', 'quit', 'disconnect', '$disconnect'];

describe('regression: what counts as a disposal', () => {
  collectReports();
  const clock = useFakeClock();
  let calls: PropertyKey[];
  beforeEach(() => {
    calls = [];
  });
  afterEach(() => registry.dispose());

  const disposals = (name: string) => registry.stats().singletons.find((row) => row.name === name)?.disposals;
  const withMethods = (names: readonly PropertyKey[]) => Object.fromEntries(names.map((name) => [name, () => calls.push(name)]));
  const reasons: Record<string, () => Promise<unknown>> = {
    'its age': () => {
      clock.advance(3_600_000);
      return runInvocation({}, () => undefined);
    },
    'registry.dispose()': () => registry.dispose(),
  };

  for (const [index, method] of METHODS.entries()) {
    for (const [reason, happen] of Object.entries(reasons)) {
      it(`${String(method)} is called, before those that come later: ${reason}`, async () => {
        const name = `with ${String(method)} by ${reason}`;
        const client = containerSingleton(() => withMethods(METHODS.slice(index)), { name, maxAge: '1h' });
        await runInvocation({}, () => void client());
        await happen();
        expect([calls, disposals(name)]).to.deep.equal([[method], 1]);
      });
    }
  }

  it('a method of a prototype is one', async () => {
    class Redis {
      quit(): void {
        calls.push('quit');
      }
    }
    const client = containerSingleton(() => new (class extends Redis {})(), { name: 'inherited' });
    client();
    await registry.dispose();
    expect([calls, disposals('inherited')]).to.deep.equal([['quit'], 1]);
  });

  for (const value of [{}, null, undefined, 'text', 5, { close: true }, Object.freeze({ end: 'of file' })]) {
    it(`nothing is counted for what has no such method: ${JSON.stringify(value)}`, async () => {
      const name = `nothing in ${JSON.stringify(value)}`;
      const client = containerSingleton(() => value, { name });
      client();
      await registry.dispose();
      expect(disposals(name)).to.equal(0);
    });
  }

  it('a disposer that fails counts: it was called', async () => {
    const client = containerSingleton(
      () => ({
        end() {
          throw new Error('too late');
        },
      }),
      { name: 'failing' },
    );
    client();
    await registry.dispose();
    expect(disposals('failing')).to.equal(1);
  });
});
