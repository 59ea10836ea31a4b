import { expect } from 'chai';
import { Cached } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

/** A module with a named cached member and two classes that differ only in what they close over, as mixins make them. */
const evaluate = () => {
  class Table {
    readonly id = 1;
    @Cached({ name: 'takeover-derived-class', per: 'class' })
    rows(): string {
      return this.table();
    }
    table(): string {
      return 'none';
    }
    @Cached({ name: 'takeover-derived-static' })
    static all(): string {
      // biome-ignore lint/complexity/noThisInStatic: which class reads is what the spec is about
      return this.tableName;
    }
    static tableName = 'none';
  }
  const of = (name: string) => {
    const made = class extends Table {
      override table(): string {
        return name;
      }
    };
    made.tableName = name;
    return made;
  };
  return { users: of('users'), orders: of('orders') };
};

describe('two evaluations of a module whose derived classes look alike', () => {
  keepInvariants();

  it("never hand one class's entries to the other, when only one of them was read before", () => {
    const first = evaluate();
    expect([new first.users().rows(), first.users.all()]).to.deep.equal(['users', 'users']);
    const second = evaluate();
    expect([new second.orders().rows(), second.orders.all()]).to.deep.equal(['orders', 'orders']);
    expect([new second.users().rows(), second.users.all()]).to.deep.equal(['users', 'users']);
  });
});
