import { expect } from 'chai';
import { World } from '../shared/sites.js';

// Kind of fault: A `check` that gives a promise is refused, as it is not `true`; where the promise rejected, nobody handled it, which ends the process.
describe('regression: a check of shared values that is async', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  before(() => void process.on('unhandledRejection', note));
  after(() => void process.off('unhandledRejection', note));

  const checks: [string, (value: unknown) => unknown][] = [
    ['rejects', () => Promise.reject(new Error('no'))],
    ['resolves', () => Promise.resolve(true)],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives a truthy value', () => 1],
  ];
  for (const [name, check] of checks)
    it(`${name}: the value is loaded`, async () => {
      const world = new World();
      const [first, second] = [world.site(), world.site()];
      let loads = 0;
      const load = async (key: string) => `${key}${++loads}`;
      const options = { shared: { id: 'checked', version: '1', check } as never };
      expect(await world.finished(first.run(() => first.method(load, options)('a')))).to.equal('a1');
      expect(await world.finished(second.run(() => second.method(load, options)('a')))).to.equal('a2');
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).to.deep.equal([]);
    });
});
