import { expect } from 'chai';
import type { AnyToken, Class } from '../../src/options.js';
import type { ConnectedContainer, DiContainer, DiToken } from '../../src/registry/di-containers.js';
import { registerClass } from '../../src/singletons/construction.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { newContainer } from '../support/container.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** A DI container that knows a few tokens and notes what it is asked. */
class FakeContainer implements DiContainer {
  readonly asked: [string, DiToken][] = [];
  constructor(
    readonly known: ReadonlyMap<DiToken, unknown> = new Map(),
    readonly args: readonly unknown[] = [],
  ) {}
  has(token: DiToken): boolean {
    this.asked.push(['has', token]);
    return this.known.has(token);
  }
  resolve(token: DiToken): unknown {
    this.asked.push(['resolve', token]);
    return this.known.get(token);
  }
  construct(target: Class): unknown {
    this.asked.push(['construct', target]);
    return Reflect.construct(target as never, this.args);
  }
}

describe('a DI container behind the registry', () => {
  collectReports();
  keepInvariants();
  let registry = newContainer();
  beforeEach(() => {
    registry = newContainer();
  });
  afterEach(() => registry.dispose());

  it('resolves the tokens that the registry does not know, and only those it says it has', () => {
    const symbol = Symbol('bucket');
    class Storage {}
    const instance = new Storage();
    const container = new FakeContainer(new Map<DiToken, unknown>([['bucket', 'b'], [symbol, undefined], [Storage, instance]])); // biome-ignore format: one line
    registry.connect(container);
    expect([registry.resolve('bucket'), registry.resolve(symbol), registry.resolve(Storage)]).to.deep.equal(['b', undefined, instance]);
    container.asked.length = 0;
    const error = thrownBy(() => registry.resolve('region'));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain("'region'").and.to.contain('register it').and.to.contain("container.register('region', ");
    expect(container.asked).to.deep.equal([['has', 'region']]);
  });

  it('is asked for nothing before a token is there at all', () => {
    registry.connect({ has: () => expect.fail('asked'), resolve: () => expect.fail('asked') });
    for (const token of [undefined, null]) {
      const error = thrownBy(() => registry.resolve(token as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
      expect(error.message)
        .to.match(/circular import/)
        .and.to.contain('() => TheClass')
        .and.to.contain('delay');
    }
  });

  it('is not asked for a singleton, which the registry resolves itself', () => {
    class Storage {}
    const container = new FakeContainer(new Map([[Storage, 'another']]));
    registry.connect(container);
    registerClass(Storage, { inject: [] }, registry);
    expect(registry.resolve(Storage)).to.be.instanceOf(Storage).and.to.equal(registry.resolve(Storage));
    expect(container.asked).to.deep.equal([]);
  });

  it('is asked in the order of connection, the first that has it resolving', () => {
    const [first, second] = [new FakeContainer(new Map([['one', 1]])), new FakeContainer(new Map([['one', 10], ['two', 2]]))]; // biome-ignore format: one line
    registry.connect(first);
    registry.connect(second);
    expect([registry.resolve('one'), registry.resolve('two')]).to.deep.equal([1, 2]);
    expect(second.asked.map(([what, token]) => `${what} ${String(token)}`)).to.deep.equal(['has two', 'resolve two']);
  });

  it('that would only build what nobody has registered is asked after all that have something', () => {
    class Storage {}
    const builder: ConnectedContainer = { has: () => false, builds: () => true, resolve: () => 'built' };
    registry.containers.connect(builder, builder);
    expect(registry.resolve(Storage)).to.equal('built');
    registry.connect(new FakeContainer(new Map([[Storage, 'registered']])));
    expect(registry.resolve(Storage)).to.equal('registered');
  });

  it('gives what it has in the place of a singleton, where it says so', () => {
    class Storage {}
    registerClass(Storage, { inject: [] }, registry);
    const kept = registry.resolve(Storage);
    let replaced = true;
    const container: ConnectedContainer = {
      has: () => true,
      replaces: (token: AnyToken) => replaced && token === Storage,
      resolve: () => 'mock',
    };
    registry.containers.connect(container, container);
    expect(registry.resolve(Storage)).to.equal('mock');
    replaced = false;
    expect(registry.resolve(Storage)).to.equal(kept);
  });

  it('constructs the singletons that name no tokens, once each; `inject` goes past it', () => {
    class Storage {
      constructor(readonly bucket: unknown) {}
    }
    class Named {
      constructor(readonly storage: Storage) {}
    }
    const container = new FakeContainer(new Map(), ['injected']);
    registry.connect(container);
    registerClass(Storage, {}, registry);
    registerClass(Named, { inject: [Storage] }, registry);
    const named = registry.resolve(Named);
    expect([named.storage, registry.resolve(Storage).bucket]).to.deep.equal([registry.resolve(Storage), 'injected']);
    expect(container.asked.filter(([what]) => what === 'construct')).to.deep.equal([['construct', Storage]]);
  });

  it('resolves the tokens of `inject`', () => {
    class Reports {
      constructor(readonly bucket: string) {}
    }
    registry.connect(new FakeContainer(new Map([['bucket', 'b']])));
    registerClass(Reports, { inject: ['bucket'] }, registry);
    expect(registry.resolve(Reports).bucket).to.equal('b');
  });

  it('need not construct: then the next one that does, or the registry', () => {
    class Storage {
      constructor(readonly bucket: unknown) {}
    }
    class Plain {}
    const { asked } = new FakeContainer();
    registry.connect({ has: () => false, resolve: () => expect.fail('asked') });
    for (const target of [Storage, Plain]) registerClass(target, {}, registry);
    expect(registry.resolve(Plain)).to.be.instanceOf(Plain);
    expect(thrownBy(() => registry.resolve(Storage)).message).to.contain('registry.connect');
    for (const name of ['second', 'third']) registry.connect(new FakeContainer(new Map(), [name]));
    expect(registry.resolve(Storage).bucket).to.equal('second');
    expect(asked).to.deep.equal([]);
  });

  for (const [what, given] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'instance'],
  ] as const)
    it(`that constructs ${what} is an error that says so`, () => {
      class Storage {}
      registry.connect({ has: () => false, resolve: () => expect.fail('asked'), construct: () => given });
      registerClass(Storage, {}, registry);
      const error = thrownBy(() => registry.resolve(Storage));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
      expect(error.message)
        .to.contain('Storage')
        .and.to.contain('construct')
        .and.to.contain(given === null ? 'null' : typeof given);
    });

  it('hands on unchanged what it throws, in any of its methods', () => {
    const failure = new TypeError('no such thing');
    const fail = (): never => {
      throw failure;
    };
    class Storage {}
    registerClass(Storage, {}, registry);
    registry.connect({ has: (token) => token !== 'asked' || fail(), resolve: fail, construct: fail });
    for (const token of ['asked', 'resolved', Storage]) expect(thrownBy(() => registry.resolve(token as never))).to.equal(failure);
  });

  it('is disconnected by the function that connecting gave, as often as that is called, and only that connection', () => {
    const container = new FakeContainer(new Map([['bucket', 'b']]));
    const [first, second] = [registry.connect(container), registry.connect(container)];
    first();
    first();
    expect(registry.resolve('bucket')).to.equal('b');
    second();
    expect(thrownBy(() => registry.resolve('bucket')).message).to.contain('registry.connect');
    registry.connect(container);
    expect(registry.resolve('bucket')).to.equal('b');
  });

  it('is attached once under one key', () => {
    const key = {};
    const named = (name: string): ConnectedContainer => ({ has: () => true, resolve: () => name });
    registry.containers.connect(named('first'), key);
    registry.containers.connect(named('second'), key);
    expect(registry.resolve('who')).to.equal('first');
  });

  it('may be any object with these methods, a function with properties included, and takes them with its own this', () => {
    const callable = Object.assign(() => undefined, { has: () => true, resolve: () => 'called' });
    const off = registry.connect(callable);
    expect(registry.resolve('x')).to.equal('called');
    off();
    registry.connect(Object.create(new FakeContainer(new Map([['x', 'inherited']]))));
    expect(registry.resolve('x')).to.equal('inherited');
  });

  const has = (): boolean => true;
  const resolve = (): string => 'x';
  for (const [what, given, parts] of [
    ['nothing', undefined, ['undefined']],
    ['null', null, ['null']],
    ['a text', 'container', ['string']],
    ['an empty object', {}, ['"has"', 'undefined']],
    ['one without resolve', { has }, ['"resolve"', 'undefined']],
    ['one whose has is no function', { has: true, resolve }, ['"has"', 'boolean']],
    ['one whose construct is no function', { has, resolve, construct: 'yes' }, ['"construct"', 'string']],
    ['one whose construct is null', { has, resolve, construct: null }, ['"construct"', 'null']],
  ] as const)
    it(`refuses ${what}, and connects nothing`, () => {
      const error = thrownBy(() => registry.connect(given as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      for (const part of ['registry.connect', 'has(token)', 'resolve(token)', ...parts]) expect(error.message).to.contain(part);
      expect(thrownBy(() => registry.resolve('x')).message).to.contain('means nothing');
    });
});
