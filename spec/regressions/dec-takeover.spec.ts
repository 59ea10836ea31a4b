import { expect } from 'chai';
import { Cached, cached, containerSingleton, registry } from '../../src/index.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

describe('two evaluations of one module', () => {
  keepInvariants();
  const rows = (name: string) => registry.stats().caches.filter((row) => row.name.startsWith(name));
  const clients = (name: string) => registry.stats().singletons.filter((row) => row.name.startsWith(name));

  it("never shows a live class's later entries to the class that came after it, static", () => {
    const evaluate = (version: number) => {
      class Reports {
        readonly version = version;
        @Cached({ name: 'takeover-static' })
        static report(key: string): string {
          return `${key} of ${version}`;
        }
      }
      return Reports;
    };
    const first = evaluate(1);
    first.report('early');
    const second = evaluate(2);
    expect(first.report('late')).to.equal('late of 1');
    expect(second.report('late')).to.equal('late of 2');
  });

  it("never shows a live class's later entries to the class that came after it, per class", () => {
    const evaluate = (version: number) => {
      class Reports {
        @Cached({ name: 'takeover-class', per: 'class' })
        report(key: string): string {
          return `${key} of ${version}`;
        }
      }
      return Reports;
    };
    const first = new (evaluate(1))();
    first.report('early');
    const second = new (evaluate(2))();
    expect(first.report('late')).to.equal('late of 1');
    expect(second.report('late')).to.equal('late of 2');
  });

  it('never hands the entries of one derived class to another of the same name', () => {
    const evaluate = () => {
      class Table {
        static table = '';
        readonly rows = [];
        @Cached({ name: 'takeover-tables' })
        static count(): string {
          // biome-ignore lint/complexity/noThisInStatic: which class reads is what the spec is about
          return this.table;
        }
      }
      // What a minifier or a mixin makes of two different classes.
      const users = class extends Table {
        static override table = 'users';
      };
      const orders = class extends Table {
        static override table = 'orders';
      };
      for (const table of [users, orders]) Object.defineProperty(table, 'name', { value: 'e' });
      return { users, orders };
    };
    const first = evaluate();
    expect([first.users.count(), first.orders.count()]).to.deep.equal(['users', 'orders']);
    const second = evaluate();
    expect([second.users.count(), second.orders.count()]).to.deep.equal(['users', 'orders']);
  });

  it('takes over each of two members that share one explicit name', () => {
    const evaluate = () => [
      cached((id: number) => id + 1, { name: 'takeover-shared' }),
      cached((id: number) => id + 2, { name: 'takeover-shared' }),
    ];
    for (let evaluation = 0; evaluation < 5; evaluation++) for (const load of evaluate()) load(1);
    expect(rows('takeover-shared').map(({ name, loads, hits }) => ({ name, loads, hits }))).to.deep.equal([
      { name: 'takeover-shared', loads: 1, hits: 4 },
      { name: 'takeover-shared#2', loads: 1, hits: 4 },
    ]);
  });

  it('does not list a named singleton again that nobody had built', () => {
    const evaluate = () => containerSingleton(() => ({ made: true }), { name: 'takeover-unbuilt' });
    for (let evaluation = 0; evaluation < 5; evaluation++) evaluate();
    expect(clients('takeover-unbuilt').map(({ name }) => name)).to.deep.equal(['takeover-unbuilt']);
  });

  it('builds one client when the module is evaluated again while the first is being built', async () => {
    const gate = deferred();
    let built = 0;
    const evaluate = () =>
      containerSingleton(
        async () => {
          built++;
          await gate.promise;
          return { number: built };
        },
        { name: 'takeover-building' },
      );
    const first = evaluate()();
    const second = evaluate()();
    gate.resolve();
    expect(await second).to.equal(await first);
    expect(built).to.equal(1);
  });

  it('gives defaults configured meanwhile to a member that had fallen off the list of lookalikes', () => {
    const evaluate = () => cached((id: number) => [id]);
    const first = evaluate();
    for (let evaluation = 0; evaluation < 200; evaluation++) evaluate();
    registry.configure({ defaults: { store: () => false } });
    try {
      expect(first(1)).to.not.equal(first(1));
    } finally {
      registry.configure({ defaults: {} });
    }
  });
});
