import { expect } from 'chai';
import { metadataOf } from '../../src/registry/decorator-metadata.js';
import { type AnyDecorator, DIALECT } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';

const METADATA: symbol = Reflect.get(Symbol, 'metadata');

/** A class with metadata, as compilers give it. */
function withMetadata<T extends object>(target: T, metadata: unknown): T {
  return Object.defineProperty(target, METADATA, { value: metadata, configurable: true, writable: true });
}

describe('decorator metadata', () => {
  keepInvariants();

  it('has its symbol where compilers look for it: the registered one, out of sight', () => {
    expect(METADATA).to.be.a('symbol');
    expect(Object.keys(Symbol)).to.not.include('metadata');
    expect(Object.getOwnPropertyDescriptor(Symbol, 'metadata')).to.include({ enumerable: false });
  });

  it('is found from the class and from its prototype', () => {
    class Reports {}
    const metadata = Object.create(null);
    withMetadata(Reports, metadata);
    expect([metadataOf(Reports) === metadata, metadataOf(Reports.prototype) === metadata]).to.deep.equal([true, true]);
  });

  it("is the class's own, not its parent's, and not an instance's", () => {
    class Base {}
    class Derived extends Base {}
    withMetadata(Base, {});
    expect([metadataOf(Derived), metadataOf(Derived.prototype), metadataOf(new Base())]).to.deep.equal([undefined, undefined, undefined]);
    const own = {};
    withMetadata(Derived, own);
    expect(metadataOf(Derived)).to.equal(own);
  });

  it('is nothing where there is none, or what is there is no object', () => {
    class Plain {}
    const lacksClass = Object.create(null);
    const oddClass = { constructor: 5 };
    for (const owner of [Plain, Plain.prototype, {}, [], () => 1, lacksClass, oddClass]) expect(metadataOf(owner)).to.equal(undefined);
    for (const odd of [undefined, null, 5, 'text', true, () => 1]) {
      expect(metadataOf(withMetadata(class {}, odd)), String(odd)).to.equal(undefined);
    }
  });

  it('is what decorators are given, under TC39; the legacy dialect has none', () => {
    const seen: unknown[] = [];
    const note: AnyDecorator = (_first, context) => void seen.push(Reflect.get(Object(context), 'metadata'));
    class Reports {
      @note
      one(): void {}
      @note
      two(): void {}
    }
    const expected = metadataOf(Reports);
    expect(typeof expected).to.equal(DIALECT === 'tc39' ? 'object' : 'undefined');
    expect([seen[0] === expected, seen[1] === expected]).to.deep.equal([true, true]);
  });
});
