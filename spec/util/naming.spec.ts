import { expect } from 'chai';
import { classNameOf, isClass, memberLabel } from '../../src/util/naming.js';

class Reports {
  report(): void {}
}
const anonymous = (() => class {})();

describe('naming', () => {
  it('names a class, the class of a prototype, and the class of an instance', () => {
    expect([Reports, Reports.prototype, new Reports()].map(classNameOf)).to.deep.equal(['Reports', 'Reports', 'Reports']);
  });

  it('has a word for what has no name', () => {
    for (const owner of [anonymous, anonymous.prototype, Object.create(null), { constructor: 'no class' }]) {
      expect(classNameOf(owner)).to.equal('AnonymousClass');
    }
  });

  it('labels members with their class, symbols in brackets', () => {
    expect(memberLabel(Reports.prototype, 'report')).to.equal('Reports.report');
    expect(memberLabel(Reports, 'all')).to.equal('Reports.all');
    expect(memberLabel(Reports.prototype, 7)).to.equal('Reports.7');
    expect(memberLabel(Reports.prototype, Symbol.iterator)).to.equal('Reports[Symbol(Symbol.iterator)]');
    expect(memberLabel(Reports.prototype, Symbol())).to.equal('Reports[Symbol()]');
    expect(memberLabel(anonymous, 'all')).to.equal('AnonymousClass.all');
  });

  it('tells class syntax from functions', () => {
    for (const value of [Reports, anonymous, class extends Reports {}]) expect(isClass(value)).to.equal(true);
    const functions: unknown[] = [() => 1, function Reports() {}, function classy() {}, Reports.prototype.report, Date, async () => 1];
    for (const value of [...functions, undefined, null, 'class', {}, { toString: () => 'class {}' }])
      expect(isClass(value)).to.equal(false);
  });

  it('is not misled by a toString of the class itself', () => {
    class Hiding {
      readonly name = 'hiding';
      static toString(): string {
        return 'function';
      }
    }
    expect(isClass(Hiding)).to.equal(true);
  });
});
