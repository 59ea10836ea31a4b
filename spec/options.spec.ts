import { expect } from 'chai';
import { type CachedDefaults, type CachedOptions, checksOf } from '../src/features/features.js';
import type {
  InvalidatesOptions,
  InvalidatesTagsOptions,
  RetryAfterInvalidateOptions,
  SingletonClassOptions,
  SingletonOptions,
  Token,
  TokensFor,
  UpdatesOptions,
} from '../src/options.js';
import type { RegistryOptions } from '../src/registry/registry-types.js';
import {
  INVALIDATES_CHECKS,
  INVALIDATES_TAGS_CHECKS,
  REGISTRY_CHECKS,
  RETRY_CHECKS,
  SINGLETON_CHECKS,
  SINGLETON_CLASS_CHECKS,
  UPDATES_CHECKS,
} from '../src/util/checks.js';

/** Every option of a type, as the compiler sees it: it refuses one that is missing here or that does not exist. */
type Named<Options> = { readonly [Name in keyof Required<Options>]: true };

const defaults: Named<CachedDefaults> = {
  ttl: true,
  max: true,
  maxBytes: true,
  weigh: true,
  maxIdle: true,
  keys: true,
  per: true,
  when: true,
  store: true,
  scope: true,
  staleWhileRevalidate: true,
  staleIfError: true,
  errorTtl: true,
  timeout: true,
  values: true,
  tags: true,
};
const cached: Named<CachedOptions> = { ...defaults, key: true, name: true, shared: true };
const singleton: Named<SingletonOptions> = { eager: true, dispose: true, maxAge: true, maxIdle: true, validate: true, name: true };
const singletonClass: Named<SingletonClassOptions> = { ...singleton, inject: true };
const invalidates: Named<InvalidatesOptions> = { key: true, keyFromResult: true };
const invalidatesTags: Named<InvalidatesTagsOptions> = { tags: true };
const updates: Named<UpdatesOptions> = { ...invalidates, args: true, argsFromResult: true };
const registry: Named<RegistryOptions> = {
  defaults: true,
  maxBytes: true,
  heapGuard: true,
  clock: true,
  thaw: true,
  shared: true,
  bypass: true,
  silence: true,
};
const retry: Named<RetryAfterInvalidateOptions> = { on: true, invalidates: true };

class Storage {
  readonly bucket = 'b';
}

// The rest is the compiler's to check.
const forReports: CachedOptions<unknown, [user: string, month: number], { lines: number }> = {
  key: (user) => user,
  ttl: ({ lines }, user, month) => (lines > 0 && user !== '' ? month : '5m'),
  store: ({ lines }) => lines > 0,
};
// @ts-expect-error the first parameter is a string
const wrongKey: CachedOptions<unknown, [user: string]> = { key: (user: number) => user };
// @ts-expect-error an object is no Key
const noKey: CachedOptions<unknown, [user: string]> = { key: (user) => ({ user }) };
// @ts-expect-error a ttl function gets the settled value, which has no lines
const wrongValue: CachedOptions<unknown, [], string> = { ttl: ({ lines }) => lines };
const tokens: TokensFor<[Storage, string]> = [Storage, 'TOKEN'];
const forward: Token<Storage> = () => Storage;
// @ts-expect-error Date is not what the parameter takes
const wrongTokens: TokensFor<[Storage]> = [Date];

describe('options', () => {
  const pairs: [string, object, object][] = [
    ['@Cached', cached, checksOf('member')],
    ['defaults', defaults, checksOf('default')],
    ['a singleton member', singleton, SINGLETON_CHECKS],
    ['a singleton class', singletonClass, SINGLETON_CLASS_CHECKS],
    ['@Invalidates', invalidates, INVALIDATES_CHECKS],
    ['@Invalidates without a target', invalidatesTags, INVALIDATES_TAGS_CHECKS],
    ['@Updates', updates, UPDATES_CHECKS],
    ['@RetryAfterInvalidate', retry, RETRY_CHECKS],
    ['registry.configure', registry, REGISTRY_CHECKS],
  ];
  for (const [place, typed, checked] of pairs) {
    it(`of ${place} have a check each, and no check is without an option`, () => {
      expect(Object.keys(checked)).to.have.members(Object.keys(typed));
    });
  }

  it('are typed by the method they are for', () => {
    expect(forReports.ttl).to.be.a('function');
    expect([wrongKey, noKey, wrongValue, tokens, forward, wrongTokens]).to.have.length(6);
  });
});
