// Kind of fault: Entries per instance were kept once more for each of tsyringe's delayed references to that instance. A reference shares the entries of
// its instance: methods, getters, cacheOf, invalidations, references to references, cycles. It never stands for an instance that was replaced.
import 'reflect-metadata';
import { expect } from 'chai';
import { container, delay, inject, injectable, singleton } from 'tsyringe';
import { Cached, ContainerSingleton, cacheOf, Invalidates, RetryAfterInvalidate, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

describe("tsyringe's delayed references", () => {
  useFreshContainer();
  keepInvariants();
  collectReports();

  /** A class with cached members of every form, and the instance with a reference to it. */
  function program(isFrozen = false) {
    let row = 'v1';
    const loads = { count: 0 };
    const load = (): string => `${row}, load ${++loads.count}`;
    @ContainerSingleton
    class Store {
      readonly #secret = 'private';
      constructor() {
        if (isFrozen) Object.freeze(this);
      }
      @Cached()
      async get(): Promise<string> {
        return load();
      }
      @Cached()
      of(id: string): string {
        return `${id} ${this.#secret}: ${load()}`;
      }
      @Cached({ key: (id: { id: string }) => id.id })
      by(_id: { id: string }): string {
        return load();
      }
      @Cached({ key: (a: string, b: string) => [a, b] })
      pair(_a: string, _b: string): string {
        return load();
      }
      @Cached({ per: 'class' })
      shared(): string {
        return load();
      }
      @Cached({ scope: 'invocation' })
      scoped(): string {
        return load();
      }
      @Cached()
      get value(): string {
        return `${this.#secret} ${load()}`;
      }
      @Cached()
      self(): unknown {
        return this;
      }
      @Invalidates('of')
      @Invalidates('get')
      put(value: string): void {
        row = value;
      }
      @Invalidates('of', { key: (id: string) => id })
      async touch(_id: string): Promise<void> {}
      tries = 0;
      @RetryAfterInvalidate({ on: () => true, invalidates: ['get'] })
      retried(): string {
        if (!isFrozen && ++this.tries % 2 === 1) throw new Error('once');
        return 'done';
      }
    }
    @ContainerSingleton
    class Users {
      constructor(@inject(delay(() => Store)) readonly store: Store) {}
    }
    const { store: delayed } = registry.resolve(Users);
    return { direct: registry.resolve(Store), delayed, loads, Store, Users };
  }

  const READS: Record<string, (store: ReturnType<typeof program>['direct']) => unknown> = {
    'an async method': (store) => store.get(),
    'a method with an argument': (store) => store.of('a'),
    'a method with a key': (store) => store.by({ id: 'a' }),
    'a method with a key of two': (store) => store.pair('a', 'b'),
    'a method that its class shares': (store) => store.shared(),
    'a getter': (store) => store.value,
  };

  for (const [what, read] of Object.entries(READS))
    for (const isFrozen of [false, true])
      for (const delayedFirst of [true, false])
        it(`share the entries of ${what}${isFrozen ? ' of a frozen instance' : ''}, ${delayedFirst ? 'asked' : 'being asked'} first`, async () => {
          const { direct, delayed, loads } = program(isFrozen);
          const order = delayedFirst ? [delayed, direct, delayed] : [direct, delayed, direct];
          const answers = [];
          for (const store of order) answers.push(await read(store));
          expect(new Set(answers).size).to.equal(1);
          expect(loads.count).to.equal(1);
        });

  it('are seen through by invalidations, whichever side they come from', async () => {
    const { direct, delayed } = program();
    expect(await direct.get()).to.equal('v1, load 1');
    delayed.put('v2');
    expect([await direct.get(), await delayed.get()]).to.deep.equal(['v2, load 2', 'v2, load 2']);
    direct.put('v3');
    expect([await delayed.get(), await direct.get()]).to.deep.equal(['v3, load 3', 'v3, load 3']);
    expect([direct.of('a'), direct.of('b')]).to.deep.equal(['a private: v3, load 4', 'b private: v3, load 5']);
    await delayed.touch('a');
    expect([direct.of('a'), delayed.of('b')]).to.deep.equal(['a private: v3, load 6', 'b private: v3, load 5']);
    expect(delayed.retried()).to.equal('done');
    expect(await direct.get()).to.equal('v3, load 7');
  });

  it('are seen through by cacheOf, in all its operations', async () => {
    const { direct, delayed, Store } = program();
    const [one, other] = [cacheOf(direct, 'of'), cacheOf(delayed, 'of')];
    other.set(['a'], 'set');
    expect([direct.of('a'), delayed.of('a'), one.size, other.size, one.peek('a'), other.has('a')]).to.deep.equal(['set', 'set', 1, 1, 'set', true]); // biome-ignore format: one line
    expect(other.refresh('a')).to.equal('a private: v1, load 1');
    expect([direct.of('a'), one.delete('a'), other.size]).to.deep.equal(['a private: v1, load 1', true, 0]);
    delayed.of('b');
    one.clear();
    expect(other.size).to.equal(0);
    delayed.of('b');
    cacheOf(Store, 'of').clear();
    expect(cacheOf(delayed, 'of').size).to.equal(0);
    expect(cacheOf(delayed, 'value').has()).to.equal(false);
    expect(await errorOf(() => cacheOf(delayed, 'put'))).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
  });

  it('run a method on the instance itself', () => {
    const { direct, delayed } = program();
    expect(delayed.self()).to.equal(direct);
    expect(Reflect.apply(direct.self, delayed, [])).to.equal(direct);
  });

  it('in cycles, and behind tokens and other references, lead to the one instance', async () => {
    interface Person {
      readonly child: { readonly parent: Person; readonly behind: Person };
      name(): string;
    }
    @ContainerSingleton
    class Parent implements Person {
      loads = 0;
      constructor(@inject(delay(() => Child as never)) readonly child: Person['child']) {}
      @Cached()
      name(): string {
        return `parent, load ${++this.loads}`;
      }
    }
    @ContainerSingleton
    class Child {
      constructor(
        @inject(delay(() => Parent)) readonly parent: Person,
        @inject('via token') readonly behind: Person,
      ) {}
    }
    container.register('via token', { useToken: delay(() => 'deep' as never) as never });
    container.register('deep', { useToken: delay(() => Parent) as never });
    const parent: Person = container.resolve(Parent);
    const all = [parent, parent.child.parent, parent.child.behind, parent.child.parent.child.parent];
    expect(all.map((each) => each.name())).to.deep.equal(all.map(() => 'parent, load 1'));
    expect(cacheOf(parent.child.behind, 'name').size).to.equal(1);
  });

  it('share nothing between two instances, nor with objects that inherit from or copy one', () => {
    let loads = 0;
    @injectable()
    class Plain {
      @Cached()
      get(): number {
        return ++loads;
      }
    }
    @injectable()
    class Holder {
      constructor(@inject(delay(() => Plain)) readonly plain: Plain) {}
    }
    const [one, other] = [container.resolve(Holder).plain, container.resolve(Holder).plain];
    expect([one.get(), other.get(), one.get(), other.get()]).to.deep.equal([1, 2, 1, 2]);
    const heir = Object.create(one) as Plain;
    const copy = Object.assign(Object.create(Plain.prototype), one) as Plain;
    expect([heir.get(), copy.get(), heir.get(), one.get()]).to.deep.equal([3, 4, 3, 1]);
    class Derived extends Plain {}
    expect([container.resolve(Derived).get(), one.get()]).to.deep.equal([5, 1]);
  });

  it('share the entries of an instance that tsyringe alone keeps', () => {
    @singleton()
    class Kept {
      loads = 0;
      @Cached()
      get(): number {
        return ++this.loads;
      }
    }
    @injectable()
    class Holder {
      constructor(@inject(delay(() => Kept)) readonly kept: Kept) {}
    }
    container.registerSingleton(Kept);
    expect([container.resolve(Holder).kept.get(), container.resolve(Kept).get(), container.resolve(Kept).loads]).to.deep.equal([1, 1, 1]);
  });

  it('stand for the present instance when the former one was replaced, by a mock as well', async () => {
    const { delayed, Store, direct } = program();
    await registry.dispose();
    expect(await delayed.get()).to.equal('v1, load 1');
    expect(delayed.self()).to.equal(registry.resolve(Store)).and.to.not.equal(direct);
    container.registerInstance(Store, { get: async () => 'mocked' } as never);
    expect(await delayed.get()).to.equal('mocked');
    container.reset();
    expect(delayed.self()).to.equal(registry.resolve(Store));
  });

  it('remain as transparent as those of tsyringe', () => {
    const { direct, delayed, Store } = program();
    expect(delayed).to.be.instanceOf(Store);
    expect(Object.keys(delayed)).to.deep.equal(Object.keys(direct));
    delayed.tries = 5;
    expect(['tries' in delayed, direct.tries, Object.getPrototypeOf(delayed)]).to.deep.equal([true, 5, Store.prototype]);
    expect(Reflect.deleteProperty(delayed, 'tries')).to.equal(true);
    expect(direct).to.not.have.property('tries');
  });
});
