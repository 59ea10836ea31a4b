import { expect } from 'chai';
import type { Scope } from '../../src/cache/facts.js';
import { compile, type PlacingCache, type Slot } from '../../src/cache/plan.js';
import { baseOf, tenantKey } from '../../src/cache/scopes.js';
import * as READS from '../../src/context/reads.js';
import { Wait } from '../../src/context/wait.js';
import { runAs } from '../../src/context/wait-graph.js';
import { scope as feature } from '../../src/features/scope.js';
import { FakeHost, FakeInvocation } from '../support/cache-host.js';

describe('features/scope', () => {
  const owner = { name: 'an instance' };
  let host: FakeHost;
  let ended: object[];
  let places: Map<Scope, ReturnType<typeof compile>['place']>;
  let cache: PlacingCache;
  beforeEach(() => {
    host = new FakeHost();
    ended = [];
    places = new Map(
      (['container', 'tenant', 'invocation'] as const).map((scope) => [scope, compile([feature.plan?.({ scope }) ?? {}]).place]),
    );
    cache = { host, label: 'C.m', warn: (warning) => host.warn(cache, warning), end: (gone) => void ended.push(gone) };
  });
  const placeIn = (scope: Scope, of: object, isQuiet = false): Slot | undefined => places.get(scope)?.(of, () => 'k', cache, isQuiet);

  it('has no say in the place of a call of container scope, and is container scope where nothing else is said', () => {
    expect([compile([feature.plan?.({}) ?? {}]).scope, compile([feature.plan?.({}) ?? {}]).place, places.get('container')]).to.deep.equal([
      'container',
      undefined,
      undefined,
    ]);
  });

  it('asks for no key where the place is not known', () => {
    const keyOf = (): never => expect.fail('asked');
    for (const scope of ['tenant', 'invocation'] as const) expect(places.get(scope)?.(owner, keyOf, cache, true)).to.equal(undefined);
  });

  it('puts the tenant into the key', () => {
    host.invocations.active = new FakeInvocation('t');
    expect(placeIn('tenant', owner)).to.deep.equal({ owner, key: tenantKey('t', 'k') });
  });

  it('gives each invocation an owner for each owner, which stands for it', () => {
    const [one, two] = [new FakeInvocation('t'), new FakeInvocation('t')];
    const ownerIn = (invocation: FakeInvocation, of: object) => {
      host.invocations.active = invocation;
      return placeIn('invocation', of)?.owner ?? expect.fail('no place');
    };
    const other = {};
    const owners = [ownerIn(one, owner), ownerIn(two, owner), ownerIn(one, other)];
    expect([new Set(owners).size, owners.map(baseOf)]).to.deep.equal([3, [owner, owner, other]]);
    expect(ownerIn(one, owner)).to.equal(owners[0]);
    expect(baseOf(owner)).to.equal(owner);
    expect(one.callbacks.length, 'one for all').to.equal(1);
    one.end();
    expect(ended).to.deep.equal([owners[0], owners[2]]);
  });

  it('knows no place in an invocation that is over, and does not warn of it', () => {
    const invocation = new FakeInvocation('t');
    host.invocations.active = invocation;
    invocation.end();
    expect([placeIn('invocation', owner), placeIn('tenant', owner)?.key]).to.deep.equal([undefined, tenantKey('t', 'k')]);
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
      expect(placeIn(scope, owner, true)).to.equal(undefined);
      expect(host.warnings).to.deep.equal([]);
      expect(placeIn(scope, owner)).to.equal(undefined);
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
    it(`a load around a call of scope ${scope} depends on that scope as well, known or not`, () => {
      for (const active of [new FakeInvocation('t'), new FakeInvocation(), undefined]) {
        host.invocations.active = active;
        const wait = new Wait('around');
        runAs(host.waits, wait, () => placeIn(scope, owner, true));
        expect(wait.reads).to.equal(reads);
      }
    });
  }
});
