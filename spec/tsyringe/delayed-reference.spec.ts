import { expect } from 'chai';
import { delayedReference } from '../../src/tsyringe/delayed-reference.js';

describe('a delayed reference', () => {
  it('asks for what it stands for at each use, and not before', () => {
    const asked: number[] = [];
    const reference = delayedReference(() => ({ number: asked.push(asked.length) })) as { number: number };
    expect(asked).to.deep.equal([]);
    expect([reference.number, reference.number]).to.deep.equal([1, 2]);
  });

  it('passes everything on: reading, writing, keys, descriptors, prototypes', () => {
    class Target {
      #secret = 'private';
      one = 1;
      get secret(): string {
        return this.#secret;
      }
      set secret(value: string) {
        this.#secret = value;
      }
    }
    const target = new Target();
    const reference = delayedReference(() => target) as Target;
    reference.secret = 'told';
    reference.one = 2;
    expect([target.secret, reference.secret, target.one]).to.deep.equal(['told', 'told', 2]);
    expect(Object.keys(reference)).to.deep.equal(['one']);
    expect([reference instanceof Target, 'one' in reference, 'two' in reference]).to.deep.equal([true, true, false]);
    Object.defineProperty(reference, 'two', { value: 2, configurable: true, enumerable: true, writable: true });
    expect(Reflect.get(target, 'two')).to.equal(2);
    expect(Object.getOwnPropertyDescriptor(reference, 'two')).to.include({ value: 2, enumerable: true });
    expect(Reflect.deleteProperty(reference, 'two')).to.equal(true);
    const base = { base: true };
    expect(Reflect.setPrototypeOf(reference, base)).to.equal(true);
    expect(Object.getPrototypeOf(target)).to.equal(base);
  });
});
