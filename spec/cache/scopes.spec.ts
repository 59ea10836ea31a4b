import { expect } from 'chai';
import { MARKS, type ResolvedKey, StructuredKey } from '../../src/cache/key.js';
import { KeyTree } from '../../src/cache/key-path.js';
import type { Scope } from '../../src/cache/member-plan.js';
import { baseOf, Places, tenantKey } from '../../src/cache/scopes.js';
import { READS, Wait } from '../../src/cache/wait.js';
import { FakeHost, FakeInvocation } from '../support/cache-host.js';

describe('cache/scopes', () => {
  const owner = { name: 'an instance' };
  let host: FakeHost;
  let ended: object[];
  let places: Places;
  beforeEach(() => {
    host = new FakeHost();
    ended = [];
    places = new Places({ label: 'C.m' }, host, (gone) => ended.push(gone));
  });

  describe('tenantKey', () => {
    const keys: ResolvedKey[] = ['a', ['a'], ['a', 'b'], [], '', [''], undefined, Number.NaN, [Number.NaN], new StructuredKey('a'), new StructuredKey('')]; // biome-ignore format: a list
    const hostile: ResolvedKey[] = [
      ['t', 'a'],
      [Symbol('list'), 'a'],
      [Symbol('alone'), 'a'],
      ['a', Symbol('text')],
    ];

    it('gives each key of each tenant a place of its own in a tree, from which it can be taken', () => {
      const tree = new KeyTree();
      const all: ResolvedKey[] = [...keys, ...hostile];
      for (const tenant of ['t', 'a', '', '__proto__']) all.push(...[...keys, ...hostile].map((key) => tenantKey(tenant, key)));
      for (const key of all) {
        expect(tree.find(key)).to.equal(undefined);
        tree.add(key);
      }
      const entries = all.map((key) => tree.find(key));
      expect([new Set(entries).size, [...tree.entries()].length]).to.deep.equal([all.length, all.length]);
      for (const entry of entries) if (entry !== undefined) tree.remove(entry);
      expect([...tree.entries()]).to.deep.equal([]);
    });

    it('begins with the tenant, and a mark that no key of a user has', () => {
      expect(tenantKey('t', ['a', 'b'])).to.deep.equal(['t', MARKS.list, 'a', 'b']);
      expect(tenantKey('t', 'a')).to.deep.equal(['t', MARKS.alone, 'a']);
      expect(tenantKey('t', new StructuredKey('a'))).to.deep.equal(['t', MARKS.text, 'a']);
    });
  });

  it('has the place of a call of container scope be where it is, and asks nothing', () => {
    expect(places.of('container', owner, () => 'k')).to.deep.equal({ owner, key: 'k' });
    expect(host.warnings).to.deep.equal([]);
  });

  it('puts the tenant into the key', () => {
    host.invocations.active = new FakeInvocation('t');
    expect(places.of('tenant', owner, () => 'k')).to.deep.equal({ owner, key: tenantKey('t', 'k') });
  });

  it('gives each invocation an owner for each owner, which stands for it', () => {
    const [one, two] = [new FakeInvocation('t'), new FakeInvocation('t')];
    const ownerIn = (invocation: FakeInvocation, of: object) => {
      host.invocations.active = invocation;
      return places.of('invocation', of, () => 'k')?.owner ?? expect.fail('no place');
    };
    const other = {};
    const owners = [ownerIn(one, owner), ownerIn(two, owner), ownerIn(one, other)];
    expect([new Set(owners).size, owners.map(baseOf)]).to.deep.equal([3, [owner, owner, other]]);
    expect(ownerIn(one, owner)).to.equal(owners[0]);
    expect(baseOf(owner)).to.equal(owner);
    // As another copy of the package makes them.
    expect(baseOf({ [Symbol.for('warmscope.invocation-owner.v1')]: owner })).to.equal(owner);
    expect(one.callbacks.length, 'one for all').to.equal(1);
    one.end();
    expect(ended).to.deep.equal([owners[0], owners[2]]);
  });

  it('knows no place in an invocation that is over, and does not warn of it', () => {
    const invocation = new FakeInvocation('t');
    host.invocations.active = invocation;
    invocation.end();
    expect([places.of('invocation', owner, () => 'k'), places.of('tenant', owner, () => 'k')?.key]).to.deep.equal([
      undefined,
      tenantKey('t', 'k'),
    ]);
    expect(host.warnings).to.deep.equal([]);
  });

  const unknown: [Scope, FakeInvocation | undefined, string][] = [
    ['tenant', undefined, 'with a tenant'],
    ['tenant', new FakeInvocation(), 'with a tenant'],
    ['invocation', undefined, 'outside of an invocation'],
  ];
  for (const [scope, active, text] of unknown) {
    it(`knows no place of scope ${scope} ${active === undefined ? 'outside' : 'without a tenant'}, and says so unless it is asked quietly`, () => {
      host.invocations.active = active;
      expect(places.of(scope, owner, () => 'k', true)).to.equal(undefined);
      expect(host.warnings).to.deep.equal([]);
      expect(places.of(scope, owner, () => 'k')).to.equal(undefined);
      expect(host.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_SCOPE']);
      expect(host.warnings[0]?.message).to.contain(`C.m has the scope '${scope}'`).and.contain(text);
    });
  }

  for (const [scope, reads] of [
    ['container', READS.nothing],
    ['tenant', READS.tenant],
    ['invocation', READS.anything],
  ] as const) {
    // biome-ignore format: short
    it(`what is loading around a call of scope ${scope} depends on as much, known or not`, () => {
      for (const active of [new FakeInvocation('t'), new FakeInvocation(), undefined]) {
        host.invocations.active = active;
        const wait = new Wait('around');
        host.waits.run(wait, () => places.of(scope, owner, () => 'k', true));
        expect(wait.reads).to.equal(reads);
      }
    });
  }
});
