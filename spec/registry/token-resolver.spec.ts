import { expect } from 'chai';
import type { AnyToken, Class } from '../../src/options.js';
import { ContainerRegistry } from '../../src/registry/container-registry.js';
import type { TokenResolver } from '../../src/registry/token-resolver.js';
import { registerClass } from '../../src/singletons/register-class.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** A DI container that knows a few tokens and notes what it is asked. */
class FakeResolver implements TokenResolver {
  readonly asked: [string, AnyToken][] = [];
  constructor(
    readonly known: ReadonlyMap<AnyToken, unknown> = new Map(),
    readonly arguments_: readonly unknown[] = [],
  ) {}
  canResolve(token: AnyToken): boolean {
    this.asked.push(['canResolve', token]);
    return this.known.has(token);
  }
  resolve(token: AnyToken): unknown {
    this.asked.push(['resolve', token]);
    return this.known.get(token);
  }
  construct(target: Class): unknown {
    this.asked.push(['construct', target]);
    return Reflect.construct(target as never, this.arguments_);
  }
  adopt(target: Class): void {
    this.asked.push(['adopt', target]);
  }
  adopted(): AnyToken[] {
    return this.asked.filter(([what]) => what === 'adopt').map(([, token]) => token);
  }
}

describe('a DI container behind the registry', () => {
  collectReports();
  keepInvariants();
  // A resolver cannot be taken away again, so none of these comes near the container's own registry.
  let registry = new ContainerRegistry();
  beforeEach(() => {
    registry = new ContainerRegistry();
  });
  afterEach(() => registry.dispose());

  it('resolves the tokens that the registry does not know, and only those it says it can', () => {
    const symbol = Symbol('bucket');
    class Storage {}
    const instance = new Storage();
    const resolver = new FakeResolver(new Map<AnyToken, unknown>([['bucket', 'b'], [symbol, undefined], [Storage, instance]])); // biome-ignore format: one line
    registry.useResolver({}, resolver);
    expect([registry.resolve('bucket'), registry.resolve(symbol as never), registry.resolve(Storage)]).to.deep.equal([
      'b',
      undefined,
      instance,
    ]);
    resolver.asked.length = 0;
    const error = thrownBy(() => registry.resolve('region'));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain('region').and.to.contain('tsyringe cannot resolve it');
    expect(resolver.asked).to.deep.equal([['canResolve', 'region']]);
  });

  it('is not asked for a singleton, which the registry resolves itself', () => {
    class Storage {}
    const resolver = new FakeResolver(new Map([[Storage, 'another']]));
    registry.useResolver({}, resolver);
    registerClass(Storage, { inject: [] }, registry);
    expect(registry.resolve(Storage)).to.be.instanceOf(Storage).and.to.equal(registry.resolve(Storage));
    expect(resolver.asked).to.deep.equal([['adopt', Storage]]);
  });

  it('is asked in the order of connection, the first that can resolving', () => {
    const [first, second] = [new FakeResolver(new Map([['one', 1]])), new FakeResolver(new Map([['one', 10], ['two', 2]]))]; // biome-ignore format: one line
    registry.useResolver({}, first);
    registry.useResolver({}, second);
    expect([registry.resolve('one'), registry.resolve('two')]).to.deep.equal([1, 2]);
    expect(second.asked.map(([what, token]) => `${what} ${String(token)}`)).to.deep.equal(['canResolve two', 'resolve two']);
  });

  it('constructs the singletons that name no tokens, once each; `inject` goes past it', () => {
    class Storage {
      constructor(readonly bucket: unknown) {}
    }
    class Named {
      constructor(readonly storage: Storage) {}
    }
    const resolver = new FakeResolver(new Map(), ['injected']);
    registry.useResolver({}, resolver);
    registerClass(Storage, {}, registry);
    registerClass(Named, { inject: [Storage] }, registry);
    const named = registry.resolve(Named);
    expect([named.storage, registry.resolve(Storage).bucket]).to.deep.equal([registry.resolve(Storage), 'injected']);
    expect(resolver.asked.filter(([what]) => what === 'construct')).to.deep.equal([['construct', Storage]]);
  });

  it('constructs by the container that was connected first', () => {
    class Storage {
      constructor(readonly bucket: unknown) {}
    }
    for (const name of ['first', 'second']) registry.useResolver({}, new FakeResolver(new Map(), [name]));
    expect(registry.constructByResolver(Storage)?.instance).to.have.property('bucket', 'first');
    expect(new ContainerRegistry().constructByResolver(Storage)).to.equal(undefined);
  });

  it('hands on unchanged what it throws, in any of its methods', () => {
    const failure = new TypeError('no such thing');
    const fail = (): never => {
      throw failure;
    };
    class Storage {}
    const resolver: TokenResolver = { canResolve: (token) => token !== 'asked' || fail(), resolve: fail, construct: fail, adopt: fail };
    registerClass(Storage, {}, registry);
    expect(thrownBy(() => registry.useResolver({}, resolver))).to.equal(failure);
    for (const token of ['asked', 'resolved', Storage]) expect(thrownBy(() => registry.resolve(token as never))).to.equal(failure);
  });

  it('is told of every singleton class, earlier and later ones, in order', () => {
    const [one, two, three, four] = [class One {}, class Two {}, class Three {}, class Four {}] as const;
    const classes = [one, two, three, four];
    const [early, late] = [new FakeResolver(), new FakeResolver()];
    registry.useResolver({}, early);
    for (const target of [one, two]) registerClass(target, {}, registry);
    registry.useResolver({}, late);
    for (const target of [three, four]) registerClass(target, {}, registry);
    expect([early.adopted(), late.adopted()]).to.deep.equal([classes, classes]);
    expect(new FakeResolver().adopted()).to.deep.equal([]);
  });

  it('is connected anew under the same container: told everything again, the former one nothing more', () => {
    class One {}
    class Two {}
    const container = {};
    const [former, current] = [new FakeResolver(new Map([['who', 'former']])), new FakeResolver(new Map([['who', 'current']]))];
    registry.useResolver(container, former);
    registerClass(One, {}, registry);
    registry.useResolver(container, current);
    registerClass(Two, {}, registry);
    expect([former.adopted(), current.adopted(), registry.resolve('who')]).to.deep.equal([[One], [One, Two], 'current']);
    expect(former.asked.some(([what]) => what === 'canResolve')).to.equal(false);
  });
});
