import { expect } from 'chai';
import fc from 'fast-check';
import { DURATION_FORMS, type Duration, parseDuration } from '../../src/util/duration.js';

// What a Duration may be is decided by the compiler: each of these lines is a spec of its own.
const durations: Duration[] = [250, '250ms', '30s', '5m', '2h', '1d', '0.5s', Number.POSITIVE_INFINITY];
// @ts-expect-error words are no unit
const inWords: Duration = '5 minutes';
// @ts-expect-error a number in a string has no unit
const withoutUnit: Duration = '5';

describe('duration', () => {
  const valid: [unknown, number][] = [
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1.5s', 1_500],
    ['0.25ms', 0.25],
    ['0s', 0],
    ['007s', 7_000],
    [250, 250],
    [0.5, 0.5],
    [0, 0],
    [-5, -5],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ];
  for (const [given, milliseconds] of valid) {
    it(`reads ${typeof given === 'string' ? `'${given}'` : given} as ${milliseconds} ms`, () => {
      expect(parseDuration(given)).to.equal(milliseconds);
    });
  }

  const invalid: unknown[] = [
    inWords,
    withoutUnit,
    'soon',
    '',
    's',
    '5',
    '5M',
    '5S',
    '5 s',
    ' 5s',
    '5s ',
    '5s\n',
    '+5s',
    '-5s',
    '.5s',
    '5.s',
    '1e3ms',
    '0x10ms',
    '1_000ms',
    '٥s',
    '5m30s',
    'Infinity',
    'Infinityms',
    'NaNs',
    '5w',
    '5us',
    Number.NaN,
    5n,
    null,
    undefined,
    true,
    [],
    ['5s'],
    {},
    new Date(5),
    Object('5s'),
    Object(5),
  ];
  for (const given of invalid) {
    it(`does not take ${typeof given === 'string' ? JSON.stringify(given) : Object.prototype.toString.call(given)} for a duration`, () => {
      expect(parseDuration(given)).to.equal(undefined);
    });
  }

  it('gives the same for a number of milliseconds as for its string', () => {
    fc.assert(
      fc.property(fc.nat(), (milliseconds) => {
        expect(parseDuration(`${milliseconds}ms`)).to.equal(parseDuration(milliseconds));
        expect(parseDuration(`${milliseconds}s`)).to.equal(milliseconds * 1_000);
      }),
    );
  });

  it('takes nothing else, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text)) expect(parseDuration(text)).to.equal(undefined);
      }),
    );
  });

  it('names its forms for error messages', () => {
    for (const form of durations.slice(1, 6).filter((form) => form !== '0.5s')) expect(DURATION_FORMS).to.contain(`'${form}'`);
    expect(DURATION_FORMS).to.contain('Infinity');
  });
});
