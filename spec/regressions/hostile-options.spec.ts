import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  cached,
  containerSingleton,
  createHandler,
  createStreamHandler,
  disposeOnTermination,
  registry,
  runInvocation,
} from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { formatStats } from '../../src/metrics/index.js';
import { containerScope } from '../../src/middy/index.js';
import { createTestContainer } from '../../src/testing/index.js';
import { expressScope, fastifyScope, honoScope, koaScope } from '../../src/web/index.js';
import { type AnyDecorator, anyCached, anyInvalidates, anyRetry, anySingleton, anyUpdates } from '../decorators/any-decorator.js';

/** Options that are not what the compiler would take. */
type Hostile = never;

const onMethod = (decorate: AnyDecorator): void => {
  class Reports {
    @decorate
    report(user: string): string {
      return user;
    }
  }
  new Reports();
};

const onClass = (decorate: AnyDecorator): void => {
  @decorate
  class Storage {}
  new Storage();
};

const onGetter = (decorate: AnyDecorator): void => {
  class Clients {
    @decorate
    get s3(): object {
      return {};
    }
  }
  new Clients();
};

/** Everything that takes options. */
const ENTRIES: Record<string, (options: Hostile) => unknown> = {
  '@Cached': (options) => onMethod(anyCached(options)),
  cached: (options) => cached((id: number) => id, options),
  '@Invalidates of tags': (options) => onMethod(anyInvalidates(options)),
  '@Invalidates of a target': (options) => onMethod(anyInvalidates('report', options)),
  '@Updates': (options) => onMethod(anyUpdates('report', options)),
  '@RetryAfterInvalidate': (options) => onMethod(anyRetry(options)),
  '@ContainerSingleton on a class': (options) => onClass(anySingleton(options)),
  '@ContainerSingleton on a getter': (options) => onGetter(anySingleton(options)),
  containerSingleton: (options) => containerSingleton(() => ({}), options),
  '@KeyedSingleton': (options) => onMethod(KeyedSingleton(options) as AnyDecorator),
  keyedSingleton: (options) => keyedSingleton((id: string) => ({ id }), options),
  'registry.configure': (options) => registry.configure(options),
  'registry.configure, defaults': (defaults) => registry.configure({ defaults }),
  'registry.configure, thaw': (thaw) => registry.configure({ thaw }),
  'registry.configure, clock': (clock) => registry.configure({ clock }),
  'registry.connect': (options) => registry.connect(options),
  createHandler: (options) => createHandler(async () => 1, options),
  createStreamHandler: (options) => createStreamHandler(async () => undefined, options),
  runInvocation: (options) => runInvocation(options, () => 1),
  disposeOnTermination: (options) => disposeOnTermination(options),
  containerScope: (options) => containerScope(options),
  expressScope: (options) => expressScope(options),
  koaScope: (options) => koaScope(options),
  fastifyScope: (options) => fastifyScope({} as never, options, (error) => fail(error)),
  honoScope: (options) => honoScope(options),
  createTestContainer: (options) => createTestContainer(options),
  formatStats: (options) => formatStats(registry.stats(), options),
};

const fail = (error?: Error): void => {
  if (error !== undefined) throw error;
};
const throwing = (): never => {
  throw new Error('sprung');
};
const traps = new Proxy({}, { get: () => throwing });

/** Options, or values of options, that throw where they are looked at. */
const HOSTILE: Record<string, () => unknown> = {
  'a proxy of which every trap throws': () => new Proxy({}, traps),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a proxy whose values throw': () => new Proxy({ ttl: 5 }, { get: throwing }),
  'a getter that throws': () => Object.defineProperty({}, 'key', { enumerable: true, get: throwing }),
  'an unknown option that cannot be shown': () => ({ nonsense: { [inspect.custom]: throwing } }),
  'an unknown option with a hostile value': () => ({ nonsense: new Proxy([], traps) }),
};

const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
  return 'nothing';
};

describe('options that throw when they are read', () => {
  for (const [entry, call] of Object.entries(ENTRIES))
    for (const [kind, make] of Object.entries(HOSTILE))
      it(`${entry}: ${kind} is an InvalidOptionError`, async () => {
        expect(await codeOf(() => call(make() as Hostile))).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      });

  /** Lists that pass for arrays and throw when they are read. */
  const list = (): never => new Proxy([], { get: throwing }) as never;
  const LISTS: Record<string, () => unknown> = {
    tags: () => cached(() => 1, { tags: list() }),
    inject: () => onClass(anySingleton({ inject: list() })),
    invalidates: () => onMethod(anyRetry({ on: () => true, invalidates: list() })),
    silence: () => registry.configure({ silence: list() }),
  };
  for (const [option, call] of Object.entries(LISTS))
    it(`a list that throws is an InvalidOptionError that names "${option}" and has the cause`, async () => {
      const error = await Promise.resolve()
        .then(call)
        .catch((thrown: Error) => thrown);
      expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
      expect((error as Error).message).to.contain(`"${option}"`);
      expect(((error as Error).cause as Error).message).to.equal('sprung');
    });

  it('a list is taken as it was when it was checked', () => {
    let reads = 0;
    const tags = new Proxy(['a'], {
      get: (of, name, self) => (name === 'length' && ++reads > 3 ? throwing() : Reflect.get(of, name, self)),
    });
    const size = cached((text: string) => text.length, { tags });
    for (const text of ['a', 'bb', 'ccc', 'dddd']) expect(size(text)).to.equal(text.length);
  });
});

describe('generators as factories', () => {
  const onGenerator = (decorate: AnyDecorator): void => {
    class Clients {
      @decorate
      *pool(_tenant?: string): Generator<number> {
        yield 1;
      }
    }
    new Clients();
  };
  const FORMS: Record<string, () => unknown> = {
    'keyedSingleton, sync': () =>
      keyedSingleton(
        function* pool(_tenant: string) {
          yield 1;
        },
        { max: 1 },
      ),
    'keyedSingleton, async': () =>
      keyedSingleton(
        async function* pool(_tenant: string) {
          yield 1;
        },
        { max: 1 },
      ),
    containerSingleton: () =>
      containerSingleton(function* pool() {
        yield 1;
      }),
    '@KeyedSingleton': () => onGenerator(KeyedSingleton({ max: 1 }) as AnyDecorator),
    '@ContainerSingleton': () =>
      (() => {
        class Clients {
          @(anySingleton() as AnyDecorator)
          *pool(): Generator<number> {
            yield 1;
          }
        }
        new Clients();
      })(),
  };
  for (const [form, make] of Object.entries(FORMS))
    it(`${form} refuses one: its client would be an iterator, and its body not have run`, async () => {
      expect(await codeOf(make)).to.equal('ERR_WARMSCOPE_INVALID_TARGET');
    });
});
