import { expect } from 'chai';
import { Flight } from '../../src/cache/flight.js';
import { Partition } from '../../src/cache/partition.js';
import { Wait } from '../../src/cache/wait.js';
import { CacheRig } from './cache-rig.js';

function flightOf(): Flight {
  const partition = new Partition();
  return new Flight(new CacheRig(() => 1).plan, partition, partition.add('key'), 5, undefined, 'call');
}

describe('cache/flight', () => {
  it('is shareable and not fenced at take-off, alone, and nobody waits for it', () => {
    const { isShareable, isFenced, promise, outer, startedAt } = flightOf();
    expect([isShareable, isFenced, promise, outer, startedAt]).to.deep.equal([true, false, undefined, undefined, 5]);
  });

  it('has one wait, named after its member', () => {
    const flight = flightOf();
    const { wait } = flight;
    expect(wait.label).to.equal('Rig.load');
    expect(flight.wait).to.equal(wait);
    expect(flightOf().wait).not.to.equal(wait);
  });

  it('settles its wait, so that nothing waits for it any more', () => {
    const flight = flightOf();
    const waiter = new Wait('waiter');
    waiter.needs(flight.wait);
    flight.settle();
    expect([flight.wait.isSettled, waiter.waitsFor.size]).to.deep.equal([true, 0]);
  });

  it('makes no wait only to settle it', () => {
    const flight = flightOf();
    flight.settle();
    expect(flight.wait.isSettled, 'made after the settling').to.equal(false);
  });
});
