import { Cached, ContainerSingleton, cached, cacheOf, registry } from 'warmscope';
import { codeThrownBy, say } from './say.js';

class Failing {
  @Cached()
  circular(id: number): unknown {
    return this.circular(id);
  }

  @Cached({ name: 'callback' })
  callback(what: () => number): number {
    return what();
  }

  @Cached({ name: 'rows' })
  *rows(): Generator<number> {
    yield 1;
  }

  uncached(): number {
    return 1;
  }
}

@ContainerSingleton
class NeedsMore {
  constructor(readonly name: string = 'a default that nobody asked for') {}
}

class Undecorated {}

@ContainerSingleton({ inject: [() => Chicken] })
class Egg {
  constructor(readonly chicken: unknown) {}
}

@ContainerSingleton({ inject: [Egg] })
class Chicken {
  constructor(readonly egg: Egg) {}
}

/** A decorator as JavaScript sees it. */
type AnyDecorator = (options?: object) => (...application: unknown[]) => never;

export async function failures(): Promise<void> {
  const failing = new Failing();
  say('circular', await codeThrownBy(() => failing.circular(1)));
  say('no key', await codeThrownBy(() => failing.callback(() => 1)));
  say('one-shot', [...failing.rows()], [...failing.rows()]);
  say('not cached', await codeThrownBy(() => cacheOf(failing as never, 'uncached' as never)));
  say('no token', await codeThrownBy(() => registry.resolve(NeedsMore)));
  say('not decorated', await codeThrownBy(() => registry.resolve(Undecorated)));
  say('cycle', await codeThrownBy(() => registry.resolve(Chicken)));
  say('invalid option', await codeThrownBy(() => cached(() => 1, { max: 0 })));
  const [AnyCached, AnySingleton] = [Cached, ContainerSingleton] as unknown as [AnyDecorator, AnyDecorator];
  const classes: (() => unknown)[] = [
    () => {
      class OnField {
        @AnyCached() field = 1;
      }
      return OnField;
    },
    () => {
      class OnSetter {
        @AnyCached() set value(_value: number) {}
      }
      return OnSetter;
    },
    () => {
      class WithParameters {
        @AnySingleton() client(tenant: string): string {
          return tenant;
        }
      }
      return WithParameters;
    },
    () => {
      @AnyCached()
      class OnClass {}
      return OnClass;
    },
    () => {
      class Twice {
        @AnyCached() @AnyCached() twice(): void {}
      }
      return Twice;
    },
    () => {
      class Misspelt {
        @AnyCached({ tll: 5 }) method(): void {}
      }
      return Misspelt;
    },
  ];
  for (const declare of classes) say('refused', await codeThrownBy(declare));
}
