import { expect } from 'chai';
import { InvalidOptionError } from '../../src/errors.js';
import { checksOf } from '../../src/features/features.js';
import * as checks from '../../src/util/checks.js';
import { type Checks, checkedOptions } from '../../src/util/checks.js';

const check = (options: unknown, by: Checks = checksOf('member')): unknown => checkedOptions(options as object, by, '@Cached on A.b');

function refusal(options: unknown, by?: Checks): string {
  try {
    check(options, by);
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidOptionError);
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

const fn = (): number => 1;
class Token {}

/** For each kind of place: what each option takes, and what it does not. */
const table: [Checks, Record<string, { valid: unknown[]; invalid: unknown[] }>][] = [
  [
    checksOf('member'),
    {
      key: { valid: [fn, 'byTenant', Symbol('s'), Token], invalid: ['', ' ', 7, null, {}, ['a'], true] },
      ttl: { valid: [1, 0.5, '5m', '0.5s', Number.POSITIVE_INFINITY, fn], invalid: [0, -1, Number.NaN, '5 minutes', '0s', '5', '', null, {}, 5n, true, '-5s', new Date()] }, // biome-ignore format: a row
      max: {
        valid: [1, 1_000, 2 ** 32 - 1],
        invalid: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10', 5n, null, 2 ** 32, {}, true],
      },
      per: { valid: ['instance', 'class'], invalid: ['Class', 'tenant', '', null, true] },
      when: { valid: [fn], invalid: [true, 'yes', null, {}] },
      store: { valid: [fn], invalid: [false, 'yes', null, {}] },
      name: { valid: ['reports'], invalid: ['', '  ', 7, null, Symbol('s')] },
    },
  ],
  [checksOf('function'), { per: { valid: ['instance'], invalid: ['class', 'x'] }, max: { valid: [1], invalid: [0] } }],
  [
    checks.SINGLETON_CLASS_CHECKS,
    {
      inject: { valid: [[], [Token, 'name', Symbol('s'), fn]], invalid: [Token, [undefined], [null], [7], [''], Array(2), 'Token', {}] },
      eager: { valid: [true, false], invalid: [1, 'true', null] },
      dispose: { valid: [fn, 'end'], invalid: ['', true, null, Symbol.dispose, {}] },
      name: { valid: ['db'], invalid: [''] },
    },
  ],
  [checks.INVALIDATES_CHECKS, { key: { valid: [fn], invalid: ['key', ['a'], null] } }],
  [
    checks.REGISTRY_CHECKS,
    {
      defaults: { valid: [{}], invalid: [null, 7, '5m', fn] },
      clock: { valid: [{ now: fn }, Date], invalid: [null, fn, {}, { now: 5 }, 7] },
    },
  ],
];

describe('option-checks', () => {
  for (const [by, options] of table) {
    for (const [option, { valid, invalid }] of Object.entries(options)) {
      it(`${option}: takes ${valid.length} kinds of value and refuses ${invalid.length}, among ${Object.keys(by).join(', ')}`, () => {
        for (const value of valid) expect(check({ [option]: value }, by)).to.deep.equal({ [option]: value });
        for (const value of invalid) {
          expect(refusal({ [option]: value }, by)).to.match(
            new RegExp(`^Invalid option "${option}" of @Cached on A\\.b: received .+; valid is .+\\.$`),
          );
        }
      });
    }
  }

  it('says what was received and what would be valid', () => {
    expect(refusal({ ttl: '5 minutes' })).to.equal(
      `Invalid option "ttl" of @Cached on A.b: received '5 minutes'; valid is milliseconds as a number greater than 0, Infinity, or a string like '250ms', '30s', '5m', '2h' or '1d', or a function (value, ...args) that gives one.`,
    );
    expect(refusal({ max: 0 })).to.contain('received 0; valid is an integer greater than 0');
  });

  it('refuses what it does not know, and lists what it does', () => {
    expect(refusal({ tll: '5m' })).to.equal(
      'Unknown option "tll" of @Cached on A.b: received \'5m\'; valid options are key, keys, ttl, store, max, maxIdle, per, when, scope, staleWhileRevalidate, staleIfError, errorTtl, timeout, values, maxBytes, weigh, shared, tags, name.',
    );
  });

  it('does not take what every object has for an option', () => {
    for (const option of ['constructor', 'toString', 'hasOwnProperty', '__defineGetter__']) {
      expect(refusal({ [option]: 1 })).to.contain(`Unknown option "${option}"`);
    }
    expect(refusal(JSON.parse('{"__proto__": 1}'))).to.contain('Unknown option "__proto__"');
    expect(refusal({ [Symbol('ttl')]: 1 })).to.contain('Unknown option "Symbol(ttl)"');
  });

  it('takes an undefined option for an absent one', () => {
    const given = check({ ttl: undefined, max: 5 }) as object;
    expect(Object.keys(given)).to.deep.equal(['max']);
  });

  it('reads each option once, into an object of its own that later changes do not reach', () => {
    let reads = 0;
    const options = {
      get max(): number {
        return ++reads;
      },
    };
    expect(check(options)).to.deep.equal({ max: 1 });
    const frozen = Object.freeze({ max: 5 });
    expect(check(frozen)).to.deep.equal({ max: 5 });
    expect(check(frozen)).not.to.equal(frozen);
  });

  for (const options of [null, 'options', 7, true, fn, Symbol('s')]) {
    it(`refuses ${String(options)} in place of options`, () => {
      expect(refusal(options)).to.match(/^@Cached on A\.b takes an object of options; received /);
    });
  }

  it('describes long values shortly', () => {
    expect(refusal({ ttl: { deep: { deeper: { secret: 'x'.repeat(500) } }, text: 'y'.repeat(500) } }).length).to.be.lessThan(600);
  });
});
