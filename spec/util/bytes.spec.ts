import { expect } from 'chai';
import { parseBytes, parseShare } from '../../src/util/bytes.js';

const BYTES: [given: unknown, bytes: number][] = [
  [1, 1],
  [65_536, 65_536],
  ['1B', 1],
  ['512KB', 512 * 1_024],
  ['8MB', 8 * 1_024 ** 2],
  ['1.5GB', 1.5 * 1_024 ** 3],
  ['0.0009765625MB', 1_024],
  ['1.00001KB', 1_024],
];
const NO_BYTES = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '', '0MB', '0.5B', '5 MB', '5', '5mb', '5M', '-5MB', '+5MB', '1e3KB', ' 5MB', '5MB ', '.5MB', '5.MB', '25%', 5n, null, undefined, true, {}, [5], new Number(5)]; // biome-ignore format: one line
const NO_SHARES = ['0%', '120%', '100.1%', '-5%', '25', '25 %', '%', 'NaN%', 25, 0.25, null, undefined, ''];

describe('util/bytes', () => {
  for (const [given, bytes] of BYTES) {
    it(`${String(given)} is ${bytes} bytes`, () => {
      expect(parseBytes(given)).to.equal(bytes);
    });
  }

  it('what is no number of bytes is undefined', () => {
    for (const given of NO_BYTES) expect(parseBytes(given), String(given)).to.equal(undefined);
  });

  it('a percentage is a share of up to one', () => {
    expect(parseShare('25%')).to.equal(0.25);
    expect(parseShare('0.5%')).to.equal(0.005);
    expect(parseShare('100%')).to.equal(1);
    for (const given of NO_SHARES) expect(parseShare(given), String(given)).to.equal(undefined);
  });
});
