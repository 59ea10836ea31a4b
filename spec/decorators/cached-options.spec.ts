import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { anyCached, labelOf, thrownBy } from './any-decorator.js';

/** What `@Cached(options)` on Reports.report throws. */
function refused(options: unknown): Error & { code?: string } {
  return thrownBy(() => {
    class Reports {
      @anyCached(options)
      report(): number {
        return 1;
      }
    }
    return Reports;
  });
}

describe('the options of @Cached', () => {
  const label = labelOf('Reports', 'report');

  for (const [option, value, received] of [
    ['max', 0, '0'],
    ['max', -1, '-1'],
    ['max', 1.5, '1.5'],
    ['max', '5', "'5'"],
    ['max', Number.NaN, 'NaN'],
    ['max', Number.POSITIVE_INFINITY, 'Infinity'],
    ['max', null, 'null'],
    ['max', 5n, '5n'],
    ['ttl', 0, '0'],
    ['ttl', -1, '-1'],
    ['ttl', Number.NaN, 'NaN'],
    ['ttl', '5 minutes', "'5 minutes'"],
    ['ttl', '0s', "'0s'"],
    ['ttl', '-5m', "'-5m'"],
    ['ttl', '5', "'5'"],
    ['ttl', '', "''"],
    ['ttl', ' 5m', "' 5m'"],
    ['ttl', '5M', "'5M'"],
    ['ttl', '5w', "'5w'"],
    ['ttl', true, 'true'],
    ['ttl', null, 'null'],
    ['ttl', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['per', 'user', "'user'"],
    ['per', 'Class', "'Class'"],
    ['key', 1, '1'],
    ['key', '', "''"],
    ['key', null, 'null'],
    ['key', ['user'], "[ 'user' ]"],
    ['when', true, 'true'],
    ['store', 'yes', "'yes'"],
    ['staleWhileRevalidate', 0, '0'],
    ['staleWhileRevalidate', -1, '-1'],
    ['staleWhileRevalidate', Number.NaN, 'NaN'],
    ['staleWhileRevalidate', '5 minutes', "'5 minutes'"],
    ['staleWhileRevalidate', '0s', "'0s'"],
    ['staleWhileRevalidate', true, 'true'],
    ['staleIfError', 0, '0'],
    ['staleIfError', -1, '-1'],
    ['staleIfError', Number.NaN, 'NaN'],
    ['staleIfError', '5 minutes', "'5 minutes'"],
    ['staleIfError', '0s', "'0s'"],
    ['staleIfError', true, 'true'],
    ['errorTtl', 0, '0'],
    ['errorTtl', -1, '-1'],
    ['errorTtl', Number.NaN, 'NaN'],
    ['errorTtl', '5 minutes', "'5 minutes'"],
    ['errorTtl', '0s', "'0s'"],
    ['errorTtl', true, 'true'],
    ['timeout', 0, '0'],
    ['timeout', -1, '-1'],
    ['timeout', Number.NaN, 'NaN'],
    ['timeout', '5 minutes', "'5 minutes'"],
    ['timeout', '0s', "'0s'"],
    ['timeout', true, 'true'],
    ['staleWhileRevalidate', () => 5, '[Function'],
    ['staleIfError', () => 5, '[Function'],
    ['timeout', () => 5, '[Function'],
    ['scope', 'user', "'user'"],
    ['scope', '', "''"],
    ['values', 'copied', "'copied'"],
    ['values', true, 'true'],
    ['name', '', "''"],
    ['name', '  ', "'  '"],
    ['name', 5, '5'],
  ] as const) {
    it(`refuse ${option}: ${received}`, () => {
      const error = refused({ [option]: value });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error).to.have.property('name', 'InvalidOptionError');
      expect(error.message).to.contain(`"${option}"`).and.to.contain(`@Cached on ${label}`).and.to.contain(`received ${received}`);
      expect(error.message).to.match(/valid is .{10}/);
    });
  }

  for (const [option, value] of Object.entries({
    tags: ['a'],
    TTL: '5m',
    maxAge: 5,
    constructor: 1,
    __proto__x: 1,
  })) {
    it(`refuse ${option} as unknown`, () => {
      const error = refused({ [option]: value });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(`Unknown option "${option}"`).and.to.contain(`@Cached on ${label}`);
      for (const known of ['key', 'ttl', 'max', 'per', 'when', 'store', 'name']) expect(error.message).to.contain(known);
    });
  }

  it('refuse a symbol and what is inherited from nowhere', () => {
    expect(refused({ [Symbol('ttl')]: 5 }).message).to.contain('Unknown option "Symbol(ttl)"');
    expect(refused(JSON.parse('{"__proto__":1}')).message).to.contain('Unknown option "__proto__"');
  });

  for (const value of [null, 5, 'ttl', true]) {
    it(`refuse ${String(value)} in the place of an object`, () => {
      expect(refused(value)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    });
  }

  it('take undefined ones as absent, unknown names included', () => {
    class Reports {
      @anyCached({
        ttl: undefined,
        max: undefined,
        key: undefined,
        per: undefined,
        when: undefined,
        store: undefined,
        name: undefined,
        tags: undefined,
      })
      report(): number {
        return 1;
      }
    }
    const reports = new Reports();
    reports.report();
    expect(cacheOf(reports, 'report').stats()).to.include({ name: 'Reports.report', max: 1000, size: 1 });
  });

  it('are read when the decorator runs: changing or freezing the object does no harm', () => {
    const options: { max: number } = { max: 1 };
    class Reports {
      @Cached(options)
      report(id: number): number {
        return id;
      }
      @Cached(Object.freeze({ max: 2 }))
      frozen(id: number): number {
        return id;
      }
    }
    options.max = 5;
    const reports = new Reports();
    for (const id of [1, 2, 3]) {
      reports.report(id);
      reports.frozen(id);
    }
    expect([cacheOf(reports, 'report').size, cacheOf(reports, 'frozen').size]).to.deep.equal([1, 2]);
  });

  it('take every kind of duration', () => {
    for (const ttl of [1, 0.5, '250ms', '30s', '5m', '2h', '1d', '1.5h', Number.POSITIVE_INFINITY, () => 5]) {
      expect(() => cached(() => 1, { ttl: ttl as number })).to.not.throw();
    }
  });

  for (const option of ['staleWhileRevalidate', 'staleIfError']) {
    it(`refuse ${option} without ttl`, () => {
      const error = refused({ [option]: '5m' });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message)
        .to.contain(`"${option}" of @Cached on ${label}`)
        .and.to.contain('\'5m\' without "ttl"')
        .and.to.contain('valid is both');
      const ofFunction = thrownBy(() => cached(function rates() {}, { [option]: '5m' }));
      expect(ofFunction).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(ofFunction.message).to.contain('cached(rates)');
      for (const ttl of ['1m', () => 5]) expect(() => cached(() => 1, { ttl, [option]: '5m' } as never)).to.not.throw();
    });
  }

  it('take every policy, and time limits without an end', () => {
    const forever = Number.POSITIVE_INFINITY;
    for (const options of [
      { ttl: '1m', staleWhileRevalidate: forever, staleIfError: forever, errorTtl: forever, timeout: forever },
      { ttl: '1m', staleWhileRevalidate: 1, staleIfError: '1d', errorTtl: () => '1s', timeout: '250ms', values: 'frozen', scope: 'tenant' },
      { errorTtl: 5, values: 'cloned', scope: 'invocation' },
      { values: 'shared', scope: 'container', staleIfError: undefined },
    ]) {
      expect(() => cached(() => 1, options as never)).to.not.throw();
    }
  });

  it('of every policy may be defaults, and are checked as such', () => {
    const defaults = {
      ttl: '1m',
      staleWhileRevalidate: '1m',
      staleIfError: '1m',
      errorTtl: '1s',
      timeout: '1s',
      values: 'frozen',
    } as const;
    try {
      registry.configure({ defaults });
      const load = cached(() => [1]);
      expect(load()).to.be.frozen;
      for (const [option, value] of Object.entries({ ...defaults, scope: 'tenant' })) {
        const error = thrownBy(() => registry.configure({ defaults: { [option]: `${value}?` } }));
        expect(error.message).to.contain(`"${option}" of registry.configure, in "defaults"`);
      }
      expect(load(), 'as before').to.be.frozen;
    } finally {
      registry.configure({ defaults: {} });
    }
  });

  it("refuse per: 'class' on a plain function", () => {
    const error = thrownBy(() => cached(function rates() {}, { per: 'class' }));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('"per"').and.to.contain('cached(rates)').and.to.contain("'class'");
  });

  it('are the same for cached(fn), checked when it is called', () => {
    const error = thrownBy(() => cached(function rates() {}, { ttl: '5 minutes' as never }));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('"ttl"').and.to.contain('cached(rates)').and.to.contain("'5 minutes'");
    expect(thrownBy(() => cached(() => 1, { tags: ['a'] } as never)).message).to.contain('Unknown option "tags"');
    for (const value of [undefined, null, 5, {}]) {
      expect(thrownBy(() => cached(value as never))).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    }
  });
});
