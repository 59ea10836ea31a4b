import { expect } from 'chai';
import { Flight } from '../../src/cache/flight.js';
import { Partition } from '../../src/cache/partition.js';
import { CacheRig } from './cache-rig.js';

function flightOf(): Flight {
  const partition = new Partition();
  const slot = partition.keys.reach('key', partition.ref);
  const flight = new Flight(new CacheRig(() => 1).plan, partition, slot, 5);
  slot.flight = flight;
  return flight;
}

describe('cache/flight', () => {
  it('is named after its member, shareable and not fenced at take-off', () => {
    const flight = flightOf();
    expect(flight.wait.label).to.equal('Rig.load');
    expect([flight.isShareable, flight.isFenced, flight.promise]).to.deep.equal([true, false, undefined]);
  });

  it('leaves its slot when fenced, so that later calls do not join it', () => {
    const flight = flightOf();
    flight.fence();
    expect(flight.isFenced).to.equal(true);
    expect(flight.slot.flight).to.equal(undefined);
  });

  it('leaves a newer flight of its slot alone when fenced late', () => {
    const old = flightOf();
    old.fence();
    const newer = new Flight(old.member, old.partition, old.slot, 6);
    old.slot.flight = newer;
    old.fence();
    expect(old.slot.flight).to.equal(newer);
    expect(newer.isFenced).to.equal(false);
  });
});
