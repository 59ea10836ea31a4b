import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

let loads: string[] = [];

class Base {
  constructor(readonly owner = 'base') {}
  @Cached()
  load(id: number): string {
    loads.push(`Base ${this.owner}`);
    return `${this.owner} ${id}`;
  }
  @Cached({ per: 'class' })
  shared(id: number): string {
    loads.push(`shared by ${this.constructor.name}`);
    return `${this.constructor.name} ${id}`;
  }
  @Cached()
  static count(id: number): string {
    // biome-ignore lint/complexity/noThisInStatic: the class that reads is what the spec is about
    loads.push(`count of ${this.name}`);
    return `${id}`;
  }
  @Cached()
  get value(): string {
    loads.push('Base.value');
    return 'base value';
  }
}

class Inheriting extends Base {}

class Overriding extends Base {
  @Cached()
  override load(id: number): string {
    loads.push('Overriding');
    return `over ${super.load(id)}`;
  }
  override get value(): string {
    return `over ${super.value}`;
  }
}

class Uncached extends Base {
  override load(id: number): string {
    return `plain ${super.load(id)} ${super.load(id)}`;
  }
}

describe('@Cached and inheritance', () => {
  keepInvariants();
  beforeEach(() => {
    loads = [];
  });

  it("never mixes a base class's entries with a derived one's, super calls and getters included", () => {
    const overriding = new Overriding('o');
    expect([overriding.load(1), overriding.load(1)]).to.deep.equal(['over o 1', 'over o 1']);
    expect([overriding.value, overriding.value]).to.deep.equal(['over base value', 'over base value']);
    expect(loads).to.deep.equal(['Overriding', 'Base o', 'Base.value']);
  });

  it('caches what an uncached override asks super for', () => {
    expect(new Uncached('u').load(1)).to.equal('plain u 1 u 1');
    expect(loads).to.deep.equal(['Base u']);
  });

  it("per: 'class' shares among the instances of one concrete class, derived ones have their own", () => {
    const answers = [new Base(), new Base(), new Inheriting(), new Inheriting(), new Overriding()].map((one) => one.shared(1));
    expect(answers).to.deep.equal(['Base 1', 'Base 1', 'Inheriting 1', 'Inheriting 1', 'Overriding 1']);
    expect(loads).to.deep.equal(['shared by Base', 'shared by Inheriting', 'shared by Overriding']);
  });

  it('a static method that a derived class inherits has entries for each of them', () => {
    Base.count(1);
    Base.count(1);
    Inheriting.count(1);
    Inheriting.count(1);
    expect(loads).to.deep.equal(['count of Base', 'count of Inheriting']);
    expect([cacheOf(Base, 'count').size, cacheOf(Inheriting, 'count').size, cacheOf(Overriding, 'count').size]).to.deep.equal([1, 1, 0]);
  });

  it('names the class that has the member, whoever is constructed first', () => {
    const late = new Inheriting();
    expect(cacheOf(late, 'load').stats().name).to.equal('Base.load');
    expect(cacheOf(new Overriding(), 'load').stats().name).to.equal('Overriding.load');
    expect(cacheOf(Inheriting, 'count').stats().name).to.equal('Base.count');
  });

  it('works on an instance without a class, and on one whose class is anonymous', () => {
    const loose: Base = Object.assign(Object.create(Base.prototype), { owner: 'loose' });
    expect([loose.load(1), loose.load(1)]).to.deep.equal(['loose 1', 'loose 1']);
    const make = () => {
      const Anonymous = (() => class extends Base {})();
      return new Anonymous('a');
    };
    expect([make().load(2), make().shared(2)]).to.have.length(2);
  });

  it('works on a frozen instance and behind a proxy', () => {
    const frozen = Object.freeze(new Base('frozen'));
    expect([frozen.load(1), frozen.load(1)]).to.deep.equal(['frozen 1', 'frozen 1']);
    const proxy = new Proxy(new Base('proxied'), {});
    expect([proxy.load(1), proxy.load(1)]).to.deep.equal(['proxied 1', 'proxied 1']);
    expect(loads).to.deep.equal(['Base frozen', 'Base proxied']);
  });
});
