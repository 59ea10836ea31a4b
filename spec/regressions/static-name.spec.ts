import { expect } from 'chai';
import { Cached, registry } from '../../src/index.js';
import { classNameOf } from '../../src/util/naming.js';

class Named {
  static name(): string {
    return 'a method';
  }
  @Cached() 'a static method called name'(): number {
    return 1;
  }
}

// Kind of fault: A static member called `name` hides the class's own name; its source text became the label in statistics and errors.
describe('regression: a class with a static member called name', () => {
  it('is named by a string', () => {
    new Named()['a static method called name']();
    expect(classNameOf(Named)).to.equal('AnonymousClass');
    const names = registry.stats().caches.map(({ name }) => name);
    expect(names).to.include('AnonymousClass.a static method called name');
  });
});
