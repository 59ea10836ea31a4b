import { expect } from 'chai';
import { runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Form, outcomeOf, PolicyRig } from './policy-rig.js';

const HOUR = 3_600_000;
const invocation = (work: () => unknown = () => undefined): Promise<unknown> => runInvocation({}, work);

describe('a thaw', () => {
  const clock = useFakeClock();
  collectReports();

  /** What is kept of an entry of 100 ms when the container was frozen for an hour. */
  const table: readonly [options: object, size: number][] = [
    [{}, 0],
    [{ staleWhileRevalidate: '1m', staleIfError: '30m' }, 0],
    [{ staleWhileRevalidate: '2h' }, 1],
    [{ staleIfError: '2h' }, 1],
    [{ staleWhileRevalidate: '1m', staleIfError: '2h', errorTtl: '1s' }, 1],
  ];
  for (const form of ['async', 'sync'] as Form[]) {
    for (const [options, size] of table) {
      it(`leaves ${size} of an entry and an error of ${form} functions with ${JSON.stringify(options)}`, async () => {
        const rig = new PolicyRig(form, { ttl: 100, ...options });
        await invocation(() => rig.load('old'));
        rig.answer = { error: new Error('down') };
        await rig.outcome('failing');
        clock.advance(HOUR);
        await invocation();
        expect(rig.stats).to.include({ size });
        expect(rig.stats.expirations).to.equal(('errorTtl' in options ? 2 : 1) - size);
        await rig.expectAtRest();
      });
    }
  }

  it('keeps what has no end', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleWhileRevalidate: Number.POSITIVE_INFINITY });
    await invocation(() => rig.load('old'));
    clock.advance(1e4 * HOUR);
    rig.answer = { value: 'new' };
    expect(await invocation(() => rig.call())).to.equal('old');
    expect(await rig.outcome()).to.equal('new');
  });

  it('drops what a clock stepped back makes too new', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleWhileRevalidate: '10h' });
    clock.advance(HOUR);
    await rig.load('old');
    clock.advance(-HOUR);
    await invocation();
    clock.advance(HOUR / 2);
    await invocation();
    expect(rig.handle.size).to.equal(0);
  });

  for (const ending of ['resolve', 'reject'] as const) {
    it(`gives up a refresh that nobody waited for; that it ${ending}s later changes nothing`, async () => {
      const rig = new PolicyRig('plain', { ttl: 100, staleWhileRevalidate: '10h' });
      await rig.load('old');
      await invocation();
      clock.advance(100);
      await rig.call();
      clock.advance(HOUR);
      const ended = deferred();
      const second = invocation(() => ended.promise);
      await nextTurn();
      if (ending === 'resolve') rig.gates[0]?.resolve('an hour old');
      else rig.gates[0]?.reject(new Error('socket hang up'));
      await nextTurn();
      expect(await outcomeOf(() => rig.call())).to.equal('old');
      rig.gates[1]?.resolve('new');
      await nextTurn();
      expect(await rig.outcome()).to.equal('new');
      ended.resolve();
      await second;
      await rig.expectAtRest();
    });
  }
});
