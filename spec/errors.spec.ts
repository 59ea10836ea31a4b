import { inspect } from 'node:util';
import { expect } from 'chai';
import * as errors from '../src/errors.js';
import { WarmscopeError, WarmscopeWarning } from '../src/errors.js';

type Constructor = new (message: string, origin?: { cause?: unknown }) => Error & { code: string };

const codes: Record<string, string> = {
  InvalidOptionError: 'ERR_WARMSCOPE_INVALID_OPTION',
  InvalidTargetError: 'ERR_WARMSCOPE_INVALID_TARGET',
  CacheKeyError: 'ERR_WARMSCOPE_CACHE_KEY',
  CircularLoadError: 'ERR_WARMSCOPE_CIRCULAR_LOAD',
  NotCachedError: 'ERR_WARMSCOPE_NOT_CACHED',
  ResolutionError: 'ERR_WARMSCOPE_RESOLUTION',
  OneShotWarning: 'WARN_WARMSCOPE_ONE_SHOT',
  OptionWarning: 'WARN_WARMSCOPE_OPTION',
  InvalidationWarning: 'WARN_WARMSCOPE_INVALIDATION',
  DisposalWarning: 'WARN_WARMSCOPE_DISPOSAL',
  BackgroundWarning: 'WARN_WARMSCOPE_BACKGROUND',
  HeapWarning: 'WARN_WARMSCOPE_HEAP',
  TenantWarning: 'WARN_WARMSCOPE_TENANT',
  LoadTimeoutError: 'ERR_WARMSCOPE_LOAD_TIMEOUT',
  ScopeLeakWarning: 'WARN_WARMSCOPE_SCOPE_LEAK',
  ScopeWarning: 'WARN_WARMSCOPE_SCOPE',
  VersionWarning: 'WARN_WARMSCOPE_VERSION',
  NeverHitWarning: 'WARN_WARMSCOPE_NEVER_HIT',
  HitRatioWarning: 'WARN_WARMSCOPE_HIT_RATIO',
  ThrashingWarning: 'WARN_WARMSCOPE_THRASHING',
  SharedFieldsWarning: 'WARN_WARMSCOPE_SHARED_FIELDS',
};
const classes = errors as unknown as Record<string, Constructor>;

describe('errors', () => {
  it('has a code for every class', () => {
    expect([...Object.keys(codes), 'WarmscopeError', 'WarmscopeWarning']).to.have.members(Object.keys(errors));
  });

  for (const [name, code] of Object.entries(codes)) {
    it(`${name} carries ${code}, its name, its message and its cause`, () => {
      const Class = classes[name] as Constructor;
      const cause = { thrown: 'first' };
      const error = new Class('what went wrong', { cause });
      expect(error).to.be.instanceOf(Error);
      expect(error).to.be.instanceOf(code.startsWith('ERR') ? WarmscopeError : WarmscopeWarning);
      expect([error.code, error.name, error.message]).to.deep.equal([code, name, 'what went wrong']);
      expect(String(error)).to.equal(`${name}: what went wrong`);
      expect(error.stack).to.contain('errors.spec');
      if (name !== 'OneShotWarning') expect(error.cause).to.equal(cause);
    });

    it(`${name} has a cause only when something was thrown, undefined as well`, () => {
      const Class = classes[name] as Constructor;
      expect(Object.hasOwn(new Class('m'), 'cause')).to.equal(false);
      expect(Object.hasOwn(new Class('m', {}), 'cause')).to.equal(false);
      if (name !== 'OneShotWarning') expect(Object.hasOwn(new Class('m', { cause: undefined }), 'cause')).to.equal(true);
    });
  }

  it('keeps its code when it is logged as JSON, and its name out of its own properties', () => {
    const error = new errors.CacheKeyError('m');
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({ code: 'ERR_WARMSCOPE_CACHE_KEY' });
    expect(inspect(error)).to.match(/^CacheKeyError: m\n/);
  });

  it('names stay when a minifier renames the classes', () => {
    class a extends errors.CacheKeyError {}
    expect(new a('m').name).to.equal('CacheKeyError');
  });
});
