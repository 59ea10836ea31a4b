import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { collectReports } from '../support/warnings.js';

let built: string[] = [];

@ContainerSingleton
class Storage {
  readonly number = built.push('Storage');
}

@ContainerSingleton({ inject: [Storage] })
class Reports {
  constructor(readonly storage: Storage) {
    built.push('Reports');
  }
}

@ContainerSingleton()
class Called {
  readonly number = built.push('Called');
}

class Billing {
  region = 'eu';
  @ContainerSingleton
  get bare(): { of: string } {
    built.push('bare');
    return { of: this.region };
  }
  @ContainerSingleton()
  get called(): object {
    built.push('called');
    return {};
  }
  @ContainerSingleton()
  method(): object {
    built.push('method');
    return {};
  }
  @ContainerSingleton
  static get shared(): object {
    built.push('shared');
    return { owner: Billing };
  }
  @ContainerSingleton()
  static make(): object {
    built.push('make');
    return {};
  }
  @ContainerSingleton()
  async connect(): Promise<object> {
    built.push('connect');
    return {};
  }
}

class Derived extends Billing {}

describe('@ContainerSingleton', () => {
  collectReports();
  beforeEach(() => {
    built = [];
  });
  afterEach(() => registry.dispose());

  it('keeps one instance of a class, bare or called, and of what it injects', () => {
    expect(registry.resolve(Reports)).to.equal(registry.resolve(Reports));
    expect(registry.resolve(Reports).storage).to.equal(registry.resolve(Storage));
    expect(registry.resolve(Called)).to.be.instanceOf(Called).and.to.equal(registry.resolve(Called));
    expect(built).to.deep.equal(['Storage', 'Reports', 'Called']);
  });

  it('leaves new a plain new, and the class itself as it was', () => {
    expect(new Called()).to.not.equal(new Called());
    expect(registry.resolve(Called)).to.not.equal(new Called());
    expect([Reports.name, Reports.length, Object.keys(Reports)]).to.deep.equal(['Reports', 1, []]);
    class Special extends Called {}
    expect(new Special()).to.be.instanceOf(Called);
  });

  it('keeps one client for a getter and a method, whichever instance or subclass reads first', () => {
    const [first, second] = [new Derived(), new Billing()];
    first.region = 'us';
    expect(second.bare).to.not.equal(undefined);
    expect(first.bare).to.equal(second.bare).and.to.equal(new Derived().bare);
    expect(first.called).to.equal(second.called);
    expect(first.method()).to.equal(second.method());
    expect(second.bare.of).to.equal('eu');
    expect(built).to.deep.equal(['bare', 'called', 'method']);
  });

  it('keeps one for a static getter and method, a derived class included', () => {
    expect(Derived.shared).to.equal(Billing.shared);
    expect(Derived.make()).to.equal(Billing.make());
    expect(built).to.deep.equal(['shared', 'make']);
  });

  it('gives everybody the same promise of an async client', async () => {
    const [one, other] = [new Billing().connect(), new Derived().connect()];
    expect(await one).to.equal(await other);
    expect(await new Billing().connect()).to.equal(await one);
    expect(built).to.deep.equal(['connect']);
  });

  it('keeps members of different names, classes and overrides apart', () => {
    class Other extends Billing {
      @ContainerSingleton()
      override get called(): object {
        return { over: super.called };
      }
    }
    const other = new Other();
    expect(other.called).to.deep.equal({ over: {} });
    expect(new Billing().called).to.equal(Reflect.get(other.called, 'over'));
    expect(other.called).to.equal(new Other().called).and.to.not.equal(other.method());
    const twins = [1, 2].map((number) => {
      class Twin {
        @ContainerSingleton()
        get client(): object {
          return { number };
        }
      }
      return new Twin().client;
    });
    expect(twins).to.deep.equal([{ number: 1 }, { number: 2 }]);
  });

  it('keeps undefined, null and false as clients like any other', () => {
    let calls = 0;
    for (const value of [undefined, null, false, 0, '']) {
      const client = containerSingleton(() => {
        calls++;
        return value;
      });
      expect([client(), client()]).to.deep.equal([value, value]);
    }
    expect(calls).to.equal(5);
  });

  it('keeps name and length of what it replaces', () => {
    expect([Billing.prototype.method.name, Billing.prototype.method.length]).to.deep.equal(['method', 0]);
    expect(Object.getOwnPropertyDescriptor(Billing.prototype, 'bare')?.get?.name).to.equal('get bare');
  });

  it('has a function form, resolvable and injectable by its reader', () => {
    const client = containerSingleton(() => ({ made: built.push('client') }));
    @ContainerSingleton({ inject: [client, () => Storage] })
    class Uses {
      constructor(
        readonly client: { made: number },
        readonly storage: Storage,
      ) {}
    }
    expect(registry.resolve(Uses).client).to.equal(client()).and.to.equal(registry.resolve(client));
    expect(registry.resolve(Uses).storage).to.equal(registry.resolve(Storage));
  });

  it('builds anew after registry.dispose()', async () => {
    const before = [registry.resolve(Storage), new Billing().bare, await new Billing().connect()];
    await registry.dispose();
    const after = [registry.resolve(Storage), new Billing().bare, await new Billing().connect()];
    for (const [index, one] of before.entries()) expect(after[index]).to.not.equal(one);
    expect(built.filter((name) => name === 'Storage')).to.have.length(2);
  });
});
