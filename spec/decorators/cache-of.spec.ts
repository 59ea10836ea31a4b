import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { thrownBy } from './any-decorator.js';

const token = Symbol('token');

class Reports {
  @Cached()
  load(id: number): string {
    return `report ${id}`;
  }
  @Cached({ per: 'class' })
  shared(id: number): string {
    return `shared ${id}`;
  }
  @Cached()
  static count(id: number): number {
    return id;
  }
  @Cached()
  [token](id: number): number {
    return id;
  }
  @Cached()
  get value(): number {
    return 1;
  }
  plain(): void {}
}

class Derived extends Reports {}

describe('cacheOf', () => {
  keepInvariants();

  it("with an instance: that instance's entries", () => {
    const [one, other] = [new Reports(), new Reports()];
    one.load(1);
    one.load(2);
    other.load(1);
    expect([cacheOf(one, 'load').size, cacheOf(other, 'load').size]).to.deep.equal([2, 1]);
    cacheOf(one, 'load').clear();
    expect([cacheOf(one, 'load').size, cacheOf(other, 'load').size]).to.deep.equal([0, 1]);
    expect(cacheOf(other, 'load').delete(1)).to.equal(true);
  });

  it("with a class: all instances' entries, derived ones included; an instance is wanted for one entry", () => {
    const [one, other] = [new Reports(), new Derived()];
    cacheOf(Reports, 'load').clear();
    one.load(1);
    other.load(1);
    expect([cacheOf(Reports, 'load').size, cacheOf(Derived, 'load').size]).to.deep.equal([2, 1]);
    const handle = cacheOf(Reports, 'load');
    for (const [operation, work] of Object.entries({
      peek: () => handle.peek(1),
      has: () => handle.has(1),
      set: () => handle.set([1], 'x'),
      refresh: () => handle.refresh(1),
      delete: () => handle.delete(1),
    })) {
      const error = thrownBy(work);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
      expect(error.message).to.contain('Reports.load').and.to.contain(operation).and.to.contain('pass an instance');
    }
    cacheOf(Derived, 'load').clear();
    expect([cacheOf(one, 'load').size, cacheOf(other, 'load').size]).to.deep.equal([1, 0]);
    cacheOf(Reports, 'load').clear();
    expect(cacheOf(one, 'load').size).to.equal(0);
  });

  it('with a class whose entries are per class: every operation', async () => {
    const handle = cacheOf(Reports, 'shared');
    handle.clear();
    expect(handle.refresh(1)).to.equal('shared 1');
    expect([handle.peek(1), handle.has(1), handle.size]).to.deep.equal(['shared 1', true, 1]);
    handle.set([2], 'set');
    expect(new Reports().shared(2)).to.equal('set');
    expect(new Derived().shared(2)).to.equal('shared 2');
    expect(cacheOf(Derived, 'shared').delete(2)).to.equal(true);
    expect([handle.delete(2), handle.delete(2)]).to.deep.equal([true, false]);
    expect(cacheOf(new Reports(), 'shared').has(1)).to.equal(true);
  });

  it('with a static member: the class that reads it', () => {
    Reports.count(1);
    Derived.count(2);
    expect([cacheOf(Reports, 'count').has(1), cacheOf(Derived, 'count').has(1), cacheOf(Derived, 'count').has(2)]).to.deep.equal([
      true,
      false,
      true,
    ]);
    expect(cacheOf(Derived, 'count').refresh(3)).to.equal(3);
    expect(cacheOf(Reports, 'count').has(3)).to.equal(false);
  });

  it('with a symbol and with a getter', () => {
    const reports = new Reports();
    reports[token](1);
    expect(cacheOf(reports, token).has(1)).to.equal(true);
    expect(cacheOf(reports, token).stats().name).to.equal('Reports[Symbol(token)]');
    cacheOf(reports, 'value').set([], 5);
    expect(reports.value).to.equal(5);
    expect([cacheOf(reports, 'value').delete(), reports.value, cacheOf(reports, 'value').peek()]).to.deep.equal([true, 1, 1]);
  });

  it('with a cached function', () => {
    const load = cached((id: number) => id * 2, { name: 'doubles' });
    load(2);
    const handle = cacheOf(load);
    expect([handle.size, handle.peek(2), handle.stats().name]).to.deep.equal([1, 4, 'doubles']);
    handle.set([3], 7);
    expect(load(3)).to.equal(7);
    handle.clear();
    expect(handle.size).to.equal(0);
  });

  it("with the prototype, and with an instance's own method: whose entries they are is clear", () => {
    const reports = new Reports();
    Object.defineProperty(reports, 'load', { value: () => 'mine' });
    expect(thrownBy(() => cacheOf(reports, 'load'))).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    Reports.prototype.load(1);
    expect(cacheOf(Reports.prototype, 'load').has(1)).to.equal(true);
    expect(cacheOf(new Reports(), 'load').has(1)).to.equal(false);
  });

  it('refuses what is not cached, and says what was given', () => {
    class Other {}
    const any = cacheOf as (...what: unknown[]) => unknown;
    for (const [what, part] of [
      [[new Reports(), 'plain'], 'Reports has no cached member plain'],
      [[Reports, 'plain'], 'Reports has no cached member plain'],
      [[new Other(), 'load'], 'Other has no cached member load'],
      [[new Reports(), 'missing'], 'missing'],
      [[new Reports(), 'toString'], 'toString'],
      [[new Reports(), undefined], 'undefined'],
      [[Object.create(null), 'load'], 'load'],
      [[null, 'load'], 'null'],
      [[undefined, 'load'], 'undefined'],
      [['Reports', 'load'], 'string'],
      [[() => 1], 'not cached'],
      [[Reports], 'Reports is not cached'],
      [[null], 'null'],
      [[undefined], 'undefined'],
      [[new Reports()], 'object'],
    ] as [unknown[], string][]) {
      const error = thrownBy(() => any(...what));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
      expect(error).to.have.property('name', 'NotCachedError');
      expect(error.message).to.contain(part);
    }
  });

  it('does not find an uncached override, nor lose the base class', () => {
    class Plain extends Reports {
      override load(id: number): string {
        return `plain ${id}`;
      }
    }
    expect(thrownBy(() => cacheOf(new Plain(), 'load'))).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    expect(cacheOf(Reports, 'load').stats().name).to.equal('Reports.load');
  });
});
