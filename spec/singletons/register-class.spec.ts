import { expect } from 'chai';
import { WaitGraph } from '../../src/context/wait-graph.js';
import { Invocations } from '../../src/invocation/invocations.js';
import type { AnyToken, Class, SingletonClassOptions } from '../../src/options.js';
import { type ClassHost, registerClass } from '../../src/singletons/construction.js';
import type { Singleton } from '../../src/singletons/singleton.js';
import { Succession } from '../../src/singletons/succession.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { FakeClock } from '../support/clock.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** What registering needs of a container, noting the order in which it is used. */
class FakeHost implements ClassHost {
  readonly clock = new FakeClock();
  readonly waits = new WaitGraph();
  readonly invocations = new Invocations(this.clock);
  readonly succession = new Succession(this);
  warn(): void {}
  readonly log: unknown[] = [];
  readonly singletons = new Map<object, Singleton>();
  constructed: { readonly instance: unknown } | undefined;
  addSingleton(singleton: Singleton, token: object): void {
    this.log.push(['add', token]);
    this.singletons.set(token, singleton);
  }
  isKnown(token: AnyToken): boolean {
    return this.singletons.has(token as object);
  }
  resolve(token: AnyToken): unknown {
    return this.singletons.get(token as object)?.read(undefined) ?? `for ${String(token)}`;
  }
  constructByResolver(target: Class): { readonly instance: unknown } | undefined {
    this.log.push(['construct', target]);
    return this.constructed;
  }
}

describe('registerClass', () => {
  collectReports();
  keepInvariants();
  let host = new FakeHost();
  beforeEach(() => {
    host = new FakeHost();
  });
  afterEach(() => {
    for (const { building } of host.singletons.values()) expect(building, 'nothing is left being built').to.equal(undefined);
  });
  const register = (target: Class, options: SingletonClassOptions = {}): Singleton => {
    registerClass(target, options, host);
    return host.singletons.get(target) ?? expect.fail('not added');
  };

  it('adds the class under itself, and builds nothing yet', () => {
    class Storage {
      constructor() {
        host.log.push('constructed');
      }
    }
    const singleton = register(Storage);
    expect(host.log).to.deep.equal([['add', Storage]]);
    expect(singleton.current).to.equal(undefined);
  });

  it('builds one instance at the first read, by the DI container where there is one', () => {
    class Storage {}
    const singleton = register(Storage);
    const instance = singleton.read(undefined);
    expect(instance).to.be.instanceOf(Storage).and.to.equal(singleton.read(undefined));
    expect(host.log.slice(1)).to.deep.equal([['construct', Storage]]);
    class Other {}
    host.constructed = { instance: 'from DI' };
    expect(register(Other).read(undefined)).to.equal('from DI');
  });

  it('injects the tokens in order, past any DI container', () => {
    class Storage {}
    class Reports {
      readonly args: unknown[];
      constructor(...args: unknown[]) {
        this.args = args;
      }
    }
    register(Storage);
    host.constructed = { instance: new Storage() };
    const reports = register(Reports, { inject: [Storage, 'bucket', () => Storage] }).read(undefined) as Reports;
    expect(reports.args).to.deep.equal([host.resolve(Storage), 'for bucket', host.resolve(Storage)]);
    expect(host.log).to.not.deep.include(['construct', Reports]);
  });

  it('is labelled by its name, else the class, else as one without a name', () => {
    class Storage {}
    const labels = [register(Storage), register(class {}), register(class Named {}, { name: 'reports' })].map(({ client }) => client.label);
    expect(labels).to.deep.equal(['Storage', 'AnonymousClass', 'reports']);
  });

  it('hands the options on to the singleton', () => {
    const options = { eager: true, dispose: () => undefined, name: 'reports' };
    expect(register(class {}, options).client).to.deep.include({
      label: 'reports',
      options,
    });
  });

  it('lets what the constructor throws through, and tries again at the next read', () => {
    const failure = new Error('down');
    let tries = 0;
    class Storage {
      constructor() {
        if (++tries === 1) throw failure;
      }
    }
    const singleton = register(Storage);
    expect(thrownBy(() => singleton.read(undefined))).to.equal(failure);
    expect(singleton.read(undefined)).to.be.instanceOf(Storage);
  });

  it('tells one cycle of classes that need each other, instead of building for ever', () => {
    class One {
      constructor(readonly other: object) {}
    }
    class Two {
      constructor(readonly other: object) {}
    }
    register(One, { inject: [() => Two] });
    const error = thrownBy(() => register(Two, { inject: [One] }).read(undefined));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain('Two -> One -> Two');
  });
});
