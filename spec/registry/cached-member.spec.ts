import { expect } from 'chai';
import type { KeyBuilder } from '../../src/cache/key-resolution.js';
import type { Loader } from '../../src/cache/member-plan.js';
import type { CachedOptions } from '../../src/options.js';
import { CacheDirectory } from '../../src/registry/cache-directory.js';
import { CachedMember, DEFAULT_MAX, type MemberForm } from '../../src/registry/cached-member.js';
import { FakeHost } from '../support/cache-host.js';
import { expectAtRest } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

class Base {}
class Derived extends Base {}

describe('CachedMember', () => {
  collectReports();
  let members: CachedMember[] = [];
  const directory = new CacheDirectory();
  const host = new FakeHost();
  const load: Loader = (id) => id;
  beforeEach(() => {
    members = [];
  });
  afterEach(() => {
    for (const { cache, max } of members) expectAtRest(cache, max);
  });
  /** A member that is registered, but has no function in its place. */
  const memberOf = (
    options: CachedOptions = {},
    form: MemberForm = 'instance',
    original = load,
    key: PropertyKey = 'load',
  ): CachedMember => {
    const findKeyBuilder = (token: unknown): KeyBuilder => (typeof token === 'function' ? (token as KeyBuilder) : () => token);
    const member = new CachedMember({ form, key: form === 'function' ? undefined : key, original, options, label: 'load', findKeyBuilder });
    directory.add(member, original, host);
    members.push(member);
    return member;
  };
  const call = (member: CachedMember, self: unknown, ...args: unknown[]) => member.cache.call({ member, self, args });

  it('has the defaults of the package where nobody set any', () => {
    const { ttl, max, store, when, isPerClass, label, cache } = memberOf();
    expect({ ttl, max, store, when, isPerClass, label }).to.deep.equal({
      ttl: Number.POSITIVE_INFINITY,
      max: DEFAULT_MAX,
      store: undefined,
      when: undefined,
      isPerClass: false,
      label: 'load',
    });
    expect(cache.label).to.equal('load');
  });

  it('takes the defaults it is given, its own options first, and forgets them when they go', () => {
    const [when, store] = [() => true, () => true];
    const member = memberOf({ ttl: '1m' });
    const self = new Base();
    member.applyDefaults({ ttl: '5m', max: 7, per: 'class', when, store });
    expect([member.ttl, member.max, member.isPerClass, member.when, member.store]).to.deep.equal([60_000, 7, true, when, store]);
    call(member, self, 1);
    expect(member.shortWay(self), 'a `when` is asked before a hit').to.equal(undefined);
    member.applyDefaults({});
    expect([member.ttl, member.max, member.isPerClass, member.when, member.store]).to.deep.equal([60_000, DEFAULT_MAX, false, undefined, undefined]); // biome-ignore format: one line
    call(member, self, 1);
    expect(member.shortWay(self)).to.equal(member.partitions.find(self));
  });

  it('shrinks its cache with its max', () => {
    const member = memberOf({}, 'function');
    for (let id = 0; id < 5; id++) call(member, undefined, id);
    member.applyDefaults({ max: 2 });
    expect(member.cache.entries.size).to.equal(2);
    expect([...member.cache.entries.values()]).to.deep.equal([3, 4]);
  });

  it('keeps a ttl function as it is', () => {
    const ttl = () => 5;
    expect(memberOf({ ttl }).ttl).to.equal(ttl);
  });

  it('tells whose entries a call reads', () => {
    const [one, derived] = [new Base(), new Derived()];
    const nothing = Object.create(null);
    for (const form of ['instance', 'static', 'function'] as const) {
      for (const options of [{}, { per: 'class' }] as const) {
        const member = memberOf(options, form);
        const isShared = form === 'instance' && options.per === 'class';
        const expected = (self: object, shared: object) => (form === 'function' ? member.nobody : isShared ? shared : self);
        expect(member.ownerOf(one)).to.equal(expected(one, Base.prototype));
        expect(member.ownerOf(derived)).to.equal(expected(derived, Derived.prototype));
        expect(member.ownerOf(nothing)).to.equal(expected(nothing, nothing));
        expect(member.ownerOf(Derived)).to.equal(expected(Derived, Base));
        for (const self of [undefined, null]) expect(member.ownerOf(self)).to.equal(member.nobody);
        for (const self of [5, 'text', true, 1n, Symbol('s')])
          expect(member.ownerOf(self)).to.equal(form === 'function' ? member.nobody : undefined);
      }
    }
    expect(memberOf().nobody).to.not.equal(memberOf().nobody);
  });

  it('takes the short way to the entries that a call reads, once there are any', () => {
    const self = new Base();
    for (const form of ['instance', 'static', 'function'] as const) {
      for (const options of [{}, { per: 'class' }] as const) {
        const member = memberOf(options, form);
        expect(member.shortWay(self)).to.equal(undefined);
        call(member, self, 1);
        const partition = member.partitions.find(member.ownerOf(self) as object);
        expect(partition?.size).to.equal(1);
        expect(member.shortWay(self), `${form}, ${options.per}`).to.equal(partition);
        for (const stranger of [5, 'text', Symbol('s'), {}])
          expect(member.shortWay(stranger)).to.equal(form === 'function' ? partition : undefined);
      }
    }
  });

  it('drops its entries when they are to be shared otherwise', () => {
    const member = memberOf();
    const self = new Base();
    call(member, self, 1);
    member.applyDefaults({ per: 'class' });
    expect([member.cache.entries.size, member.shortWay(self)]).to.deep.equal([0, undefined]);
    call(member, self, 1);
    expect(member.shortWay(new Base())?.size).to.equal(1);
  });

  it('gives promises when it is async, or once it has given one', async () => {
    expect(memberOf({}, 'function', async (id) => id).givesPromises).to.equal(true);
    const promising = memberOf({}, 'function', (id) => Promise.resolve(id));
    expect([promising.isAsync, promising.givesPromises]).to.deep.equal([false, false]);
    expect(await call(promising, undefined, 1)).to.equal(1);
    expect([promising.isAsync, promising.givesPromises]).to.deep.equal([false, true]);
  });

  it('is named after its class, its cache too, unless it has a name of its own', () => {
    const [plain, named] = [memberOf(), memberOf({ name: 'reports' })];
    expect([plain.owner, named.label]).to.deep.equal([undefined, 'reports']);
    for (const member of [plain, named]) member.belongTo(Base.prototype, 'Base.load');
    expect([plain.label, plain.cache.label, named.label, named.cache.label]).to.deep.equal([
      'Base.load',
      'Base.load',
      'reports',
      'reports',
    ]);
    expect(plain.owner).to.equal(Base.prototype);
  });

  it('looks for its key builder at the first call that needs one, once', () => {
    const asked: unknown[] = [];
    const findKeyBuilder = (token: unknown, label: string): KeyBuilder => {
      asked.push([token, label]);
      return (id) => Number(id) % 2;
    };
    const member = new CachedMember({ form: 'function', key: undefined, original: load, options: { key: 'parity' }, label: 'load', findKeyBuilder }); // biome-ignore format: one line
    directory.add(member, load, host);
    members.push(member);
    expect(asked).to.deep.equal([]);
    expect([call(member, undefined, 1), call(member, undefined, 3), call(member, undefined, 2)]).to.deep.equal([1, 1, 2]);
    expect(asked).to.deep.equal([['parity', 'load']]);
  });
});
