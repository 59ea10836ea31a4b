import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, Invalidates, RetryAfterInvalidate } from '../../src/index.js';
import { anyInvalidates, anyRetry, Outer } from '../decorators/any-decorator.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

class Plain {
  plain(): void {}
}

class Prices {
  @Cached() get(id: string): string {
    return id;
  }
  @Cached() static list(): string[] {
    return [];
  }
  @Cached() get total(): number {
    return 1;
  }
}

@ContainerSingleton
class Db {}

const tooEarly = (): never => {
  throw new ReferenceError('too early');
};

/** Targets that are not there, as both decorators take them; and a word of the message. */
const missing: Record<string, [target: unknown[], word: RegExp]> = {
  'a misspelt name': [['gett'], /'gett'.*cached there: .*get/],
  'a name of something that is not cached': [['plain'], /'plain'/],
  'a symbol': [[Symbol('get')], /Symbol\(get\)/],
  'a misspelt name of another class': [[() => Prices, 'gett'], /Prices has no cached member.*'gett'/],
  'a class without anything cached': [[() => Plain, 'plain'], /Plain.*'plain'/],
  'a class that is not there': [[() => undefined, 'get'], /undefined/],
  'a class that is not there yet': [[tooEarly, 'get'], /was not called, as there is nothing to .*: ReferenceError, see `cause`/],
};

const asRetry = (target: unknown[]): unknown => (target.length === 1 ? target[0] : target);

// Kind of fault: A target that was not cached never dropped anything; only a warning after the method had run said so.
describe('regression: invalidating what is not cached', () => {
  keepInvariants();
  const reports = collectReports();

  for (const [what, [target, word]] of Object.entries(missing)) {
    const decorators = {
      '@Invalidates': () => anyInvalidates(...target),
      '@RetryAfterInvalidate': () => anyRetry({ on: () => true, invalidates: [asRetry(target)] }),
    };
    for (const [name, decorate] of Object.entries(decorators)) {
      it(`${name} of ${what} refuses every call before the method runs`, async () => {
        let runs = 0;
        class Store extends Plain {
          @Cached() get(): number {
            return 1;
          }
          @decorate() put(): string {
            return `run ${++runs}`;
          }
          @decorate() async replace(): Promise<string> {
            return `run ${++runs}`;
          }
          @decorate() static reset(): string {
            return `run ${++runs}`;
          }
          @Invalidates('get') @decorate() stacked(): string {
            return `run ${++runs}`;
          }
          @decorate() @Invalidates('get') stackedOtherwise(): string {
            return `run ${++runs}`;
          }
          @Outer @decorate() @Outer hidden(): string {
            return `run ${++runs}`;
          }
        }
        const store = new Store();
        store.get();
        for (let round = 0; round < 2; round++) {
          for (const method of ['put', 'replace', 'stacked', 'stackedOtherwise', 'hidden'] as const) {
            const error = await errorOf(() => store[method]());
            expect(error, method).to.include({ code: 'ERR_WARMSCOPE_NOT_CACHED', name: 'NotCachedError' });
            expect(error.message).to.match(word).and.contain(`${name} on Store.${method}`);
          }
          expect(await errorOf(() => Store.reset())).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
        }
        expect(runs).to.equal(0);
        expect(cacheOf(store, 'get').size, 'nothing was dropped').to.equal(1);
        expect(await reports.codes()).to.deep.equal([]);
      });
    }
  }

  it('an async method rejects; an error of () => TheClass is the cause', async () => {
    class Store {
      @anyInvalidates(tooEarly, 'get') async put(): Promise<void> {}
    }
    let call: Promise<void> | undefined;
    expect(() => {
      call = new Store().put();
    }).to.not.throw();
    expect((await errorOf(() => call)).cause).to.be.instanceOf(ReferenceError);
  });

  it('@RetryAfterInvalidate refuses a target that is neither a singleton nor a cached function', async () => {
    const plain = () => 1;
    for (const target of [plain, () => Plain, [() => Prices, 'missing'], 'missing']) {
      let runs = 0;
      class Orders {
        @anyRetry({ on: () => true, invalidates: [() => Db, target] }) load(): number {
          return ++runs;
        }
      }
      expect(await errorOf(() => new Orders().load())).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
      expect(runs).to.equal(0);
    }
  });

  it('an existing target is accepted, wherever it is declared', async () => {
    const rate = cached((id: string) => id);
    class Store {
      @Outer @Cached() report(): number {
        return 1;
      }
      @Cached() static count(): number {
        return 1;
      }
      @ContainerSingleton() get client(): object {
        return {};
      }
      @Invalidates('report')
      @Invalidates('count' as string)
      @Invalidates(() => Prices, 'get')
      @Invalidates(() => Prices, 'list')
      put(): string {
        return 'put';
      }
      @Invalidates('report') static reset(): string {
        return 'reset';
      }
      @Invalidates(() => Prices, 'total') async later(): Promise<string> {
        return 'later';
      }
      @RetryAfterInvalidate({ on: () => true, invalidates: ['report', 'client', [() => Prices, 'list'], () => Db, Db, rate] })
      retry(): string {
        return 'retry';
      }
    }
    class Derived extends Store {}
    const [store, derived] = [new Store(), new Derived()];
    for (let round = 0; round < 2; round++) {
      for (const each of [store, derived]) expect([each.put(), await each.later(), each.retry()]).to.deep.equal(['put', 'later', 'retry']);
      expect([Store.reset(), Derived.reset()]).to.deep.equal(['reset', 'reset']);
    }
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('each class that inherits the method is checked separately', async () => {
    abstract class Base {
      @anyInvalidates('report') put(): string {
        return 'put';
      }
    }
    class With extends Base {
      @Cached() report(): number {
        return 1;
      }
    }
    class Without extends Base {
      report(): number {
        return 1;
      }
    }
    expect(new With().put()).to.equal('put');
    expect(await errorOf(() => new Without().put())).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    expect(new With().put()).to.equal('put');
  });

  it('a call without this is checked against the class that declares the method', () => {
    class Store {
      @Cached() get(): number {
        return 1;
      }
      @Invalidates('get') put(): string {
        return 'put';
      }
      @Invalidates('get') static reset(): string {
        return 'reset';
      }
      @anyInvalidates('gett') wrong(): string {
        return 'wrong';
      }
    }
    const { put, wrong } = new Store();
    expect([put.call(undefined as never), put.call({} as never), Store.reset.call(undefined as never)]).to.deep.equal([
      'put',
      'put',
      'reset',
    ]);
    expect(() => wrong.call(undefined as never))
      .to.throw()
      .with.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
  });
});
