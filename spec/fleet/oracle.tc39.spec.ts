import { expect } from 'chai';
import { Oracle, type Read } from '../../fleet/oracle.js';

const LOCAL_TTL = 1000;
const price = { member: 'keyed', key: 'price' } as const;

/** A read of the price that takes a millisecond. */
function read(version: number, sentAt: number, more: Partial<Read> = {}): Read {
  return { ...price, item: { ...price, version }, sentAt, answeredAt: sentAt + 1, ...more };
}

describe('fleet/oracle', () => {
  let oracle: Oracle;

  beforeEach(() => {
    oracle = new Oracle(LOCAL_TTL);
    oracle.wrote(price, 2, 100);
    oracle.acknowledged(price, 2, 110);
  });

  it('lets a read that was sent before the acknowledgement see either version', () => {
    expect([oracle.judge(read(1, 109)), oracle.judge(read(2, 109))]).to.deep.equal([undefined, undefined]);
  });

  it('takes an older version afterwards for stale, from the moment of the acknowledgement on', () => {
    expect(oracle.judge(read(1, 110))).to.equal('stale');
    expect(oracle.judge(read(1, 10_000))).to.equal('stale');
    expect(oracle.judge(read(2, 110))).to.equal(undefined);
  });

  it('goes by the newest of all acknowledgements, in whichever order they came', () => {
    oracle.wrote(price, 3, 200);
    oracle.wrote(price, 4, 201);
    oracle.acknowledged(price, 4, 210);
    oracle.acknowledged(price, 3, 220);
    expect(oracle.judge(read(3, 215))).to.equal('stale');
    expect(oracle.judge(read(3, 230))).to.equal('stale');
  });

  it('asks nothing of other keys', () => {
    const other = { ...price, key: 'stock' };
    expect(oracle.judge({ ...read(1, 500), ...other, item: { ...other, version: 1 } })).to.equal(undefined);
  });

  it('finds values of another key and of another member', () => {
    expect(oracle.judge(read(2, 500, { item: { ...price, key: 'stock', version: 2 } }))).to.equal('another key');
    expect(oracle.judge(read(2, 500, { item: { ...price, member: 'listed', version: 2 } }))).to.equal('another key');
  });

  it('finds versions that had not been written when the answer came', () => {
    expect(oracle.judge(read(2, 90))).to.equal('never written');
    expect(oracle.judge(read(3, 500))).to.equal('never written');
  });

  it('finds an invocation that misses its own update, acknowledged or not', () => {
    oracle.wrote(price, 3, 200);
    expect(oracle.judge(read(2, 195, { answeredAt: 260, ownVersion: 3 }))).to.equal('own update missed');
    expect(oracle.judge(read(3, 195, { answeredAt: 260, ownVersion: 3 }))).to.equal(undefined);
  });

  describe('during an outage', () => {
    beforeEach(() => oracle.outages.push({ from: 500, until: 5000 }));

    it('allows what was written within localTtl', () => {
      expect(oracle.judge(read(1, 1099))).to.equal(undefined);
    });

    it('allows nothing older', () => {
      expect(oracle.judge(read(1, 1100))).to.equal('stale in the outage');
      expect(oracle.judge(read(1, 4999))).to.equal('stale in the outage');
    });

    it('is strict before it and after it', () => {
      expect(oracle.judge(read(1, 498))).to.equal('stale');
      expect(oracle.judge(read(1, 5000))).to.equal('stale');
    });

    it('counts for a read that it only touches', () => {
      expect(oracle.judge(read(1, 300, { answeredAt: 501 }))).to.equal(undefined);
    });
  });
});
