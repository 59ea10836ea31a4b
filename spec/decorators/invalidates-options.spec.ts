import { expect } from 'chai';
import { anyInvalidates, labelOf, thrownBy } from './any-decorator.js';

class Reports {}

describe('@Invalidates', () => {
  it('refuses bad options and targets when the decorator runs', () => {
    const refused = (...what: unknown[]) =>
      thrownBy(() => {
        class Store {
          @anyInvalidates(...what)
          save(): void {}
        }
        return Store;
      });
    const label = labelOf('Store', 'save');
    for (const [what, part] of [
      [['report', { tags: ['a'] }], 'Unknown option "tags"'],
      [['report', { key: 'user' }], '"key"'],
      [['report', 5], 'received 5'],
      [[() => Reports, 'report', { tag: 1 }], 'Unknown option "tag"'],
      [['report', { keyFromResult: 'user' }], '"keyFromResult"'],
      [['report', { key: () => 1, keyFromResult: () => 1 }], 'beside "keyFromResult"'],
      [[{ tags: [] }], '"tags"'],
      [[{ tags: ['a', ''] }], '"tags"'],
      [[{ tags: 'a' }], '"tags"'],
      [[{}], 'Missing option "tags"'],
      [[{ tags: ['a'], key: () => 1 }], 'Unknown option "key"'],
    ] as [unknown[], string][]) {
      const error = refused(...what);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(part).and.to.contain(`@Invalidates on ${label}`);
    }
    for (const what of [[], [''], [5], [() => Reports], [() => Reports, '']]) {
      const error = refused(...what);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('@Invalidates').and.to.contain('name');
    }
  });
});
