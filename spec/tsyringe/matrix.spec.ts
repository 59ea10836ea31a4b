import 'reflect-metadata';
import { expect } from 'chai';
import {
  container,
  inject,
  injectable,
  instanceCachingFactory,
  instancePerContainerCachingFactory,
  Lifecycle,
  scoped,
  singleton,
} from 'tsyringe';
import { ContainerSingleton, createHandler, registry } from '../../src/index.js';
import type { Class, Unchecked } from '../../src/options.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';

type Constructor<T = object> = new (...args: Unchecked[]) => T;
type AnyToken = string | symbol | Constructor;
type ClassDecorator = (target: Constructor) => void;

const singletonClass = ContainerSingleton as ClassDecorator;
const LIFECYCLES = ['Transient', 'Singleton', 'ResolutionScoped', 'ContainerScoped'] as const;

/** Classes of one row: a client, what stands for it, and everybody who wants it. */
class Subject {
  built = 0;
  readonly Base: Constructor;
  readonly Client: Constructor;
  readonly Fake: Constructor;
  /** Another container singleton, to take the client's place. */
  readonly Other: Constructor;
  readonly mock = { what: 'a mock' };
  readonly #handle: () => Promise<unknown>;

  /** `decorators` in the order in which they are applied. */
  constructor(decorators: readonly ClassDecorator[] = [singletonClass]) {
    const count = (): number => ++this.built;
    class Options {}
    class Base {}
    class Client extends Base {
      readonly number = count();
      constructor(readonly options: Options) {
        super();
      }
    }
    Reflect.defineMetadata('design:paramtypes', [Options], Client);
    for (const decorate of decorators) decorate(Client);
    class Fake {}
    class Other {}
    singletonClass(Other);
    [this.Base, this.Client, this.Fake, this.Other] = [Base, Client, Fake, Other];
    class Handler {
      constructor(readonly client: object) {}
      handle(): object {
        return this.client;
      }
    }
    ContainerSingleton({ inject: [Client] })(Handler);
    let handler: ReturnType<typeof createHandler> | undefined;
    this.#handle = () => {
      handler ??= createHandler(Handler);
      return (handler as (event: object, context: object) => Promise<unknown>)({}, {});
    };
  }

  /** Every way to the client, by its name; the same classes for the same token each time. */
  paths(token: AnyToken = this.Client): [path: string, ask: () => unknown][] {
    const ours = this.#paths(this.Client);
    return token === this.Client ? ours : [...ours, ...this.#paths(token)];
  }

  readonly #byToken = new Map<AnyToken, [string, () => unknown][]>();

  #paths(token: AnyToken): [string, () => unknown][] {
    const known = this.#byToken.get(token) ?? this.#newPaths(token);
    this.#byToken.set(token, known);
    return known;
  }

  #newPaths(token: AnyToken): [string, () => unknown][] {
    const holder = (decorate: ClassDecorator, isInjected: boolean): Constructor<{ client: unknown }> => {
      class Holder {
        constructor(readonly client: unknown) {}
      }
      if (isInjected) inject(token as never)(Holder, undefined, 0);
      decorate(Holder);
      return Holder;
    };
    const name = token === this.Client ? '' : 'the token by ';
    const byOption = holder(ContainerSingleton({ inject: [token] }) as ClassDecorator, false);
    const byParameter = holder(singletonClass, true);
    const ofTsyringe = holder(injectable(), true);
    const paths: [string, () => unknown][] = [
      ['registry.resolve', () => registry.resolve(token as Class)],
      ['inject', () => registry.resolve(byOption).client],
      ['@inject in a container singleton', () => container.resolve(byParameter).client],
      ['@inject in an injectable class', () => container.resolve(ofTsyringe).client],
      ['an injectable class asked of the registry', () => registry.resolve(ofTsyringe).client],
      ['container.resolve', () => container.resolve(token as Constructor)],
      ['resolveAll', () => container.resolveAll(token as Constructor).at(-1)],
      ['a child container', () => container.createChildContainer().resolve(token as Constructor)],
      [
        'resolveAll of a child container',
        () =>
          container
            .createChildContainer()
            .resolveAll(token as Constructor)
            .at(-1),
      ],
    ];
    if (token === this.Client) paths.push(["createHandler's class", this.#handle]);
    return paths.map(([path, ask]) => [name + path, ask]);
  }
}

/** What each path gives, by the identity of one of them. */
async function expectOne(subject: Subject, token: AnyToken | undefined, first: string, what: 'ours' | 'another'): Promise<unknown> {
  const paths = subject.paths(token);
  const one = await paths.find(([path]) => path === first)?.[1]();
  expect(one, first).to.be.an('object');
  if (what === 'ours') expect(one, first).to.be.instanceOf(subject.Client);
  else expect(one, first).to.not.be.instanceOf(subject.Client);
  for (const round of ['at first', 'again'])
    for (const [path, ask] of paths) expect((await ask()) === one, `${path}, ${round}, after ${first}`).to.equal(true);
  return one;
}

const ALL_FIRST = new Subject().paths().map(([path]) => path);

/** What a program registers: over the class, or behind a token. */
interface Row {
  readonly registers: string;
  readonly register: (subject: Subject) => void;
  /** Another token that leads to the client. */
  readonly token?: (subject: Subject) => AnyToken;
}

const overItself: Row[] = [
  { registers: 'nothing', register: () => undefined },
  { registers: 'register(C, C)', register: ({ Client }) => void container.register(Client, Client) },
  ...LIFECYCLES.map(
    (lifecycle): Row => ({
      registers: `register(C, { useClass: C }, ${lifecycle})`,
      register: ({ Client }) => void container.register(Client, { useClass: Client }, { lifecycle: Lifecycle[lifecycle] }),
    }),
  ),
  { registers: 'registerSingleton(C)', register: ({ Client }) => void container.registerSingleton(Client) },
  { registers: 'registerSingleton(C, C)', register: ({ Client }) => void container.registerSingleton(Client, Client) },
  { registers: 'registerType(C, C)', register: ({ Client }) => void container.registerType(Client, Client) },
  {
    registers: 'register(C, { useToken }) that leads back',
    register: ({ Client }) => void container.register('back', { useClass: Client }).register(Client, { useToken: 'back' }),
  },
  {
    registers: 'registerInstance(C, what the registry gives)',
    register: ({ Client }) => void container.registerInstance(Client, registry.resolve(Client)),
  },
  {
    registers: 'register(C, { useFactory }) that asks the registry',
    register: ({ Client }) => void container.register(Client, { useFactory: () => registry.resolve(Client) }),
  },
  {
    registers: 'nothing that concerns it',
    register: ({ Fake, Other }) => void container.register(Fake, { useClass: Fake }).registerSingleton(Other),
  },
];

const behind = (kind: string, token: (subject: Subject) => AnyToken): Row[] => {
  const row = (registers: string, register: (token: never, subject: Subject) => unknown): Row => ({
    registers: `${registers}, T being ${kind}`,
    register: (subject) => void register(token(subject) as never, subject),
    token,
  });
  return [
    row('register(T, C)', (token, { Client }) => container.register(token, Client)),
    ...LIFECYCLES.map((lifecycle) =>
      row(`register(T, { useClass: C }, ${lifecycle})`, (token, { Client }) =>
        container.register(token, { useClass: Client }, { lifecycle: Lifecycle[lifecycle] }),
      ),
    ),
    ...LIFECYCLES.map((lifecycle) =>
      row(`register(T, { useToken: C }, ${lifecycle})`, (token, { Client }) =>
        container.register(token, { useToken: Client }, { lifecycle: Lifecycle[lifecycle] }),
      ),
    ),
    row('register(T, { useFactory }) by the container', (token, { Client }) =>
      container.register(token, { useFactory: (its) => its.resolve(Client) }),
    ),
    row('register(T, { useFactory }) by the registry', (token, { Client }) =>
      container.register(token, { useFactory: () => registry.resolve(Client) }),
    ),
    row('register(T, { useValue }) of the instance', (token, { Client }) =>
      container.register(token, { useValue: registry.resolve(Client) }),
    ),
    row('registerInstance(T, the instance)', (token, { Client }) => container.registerInstance(token, container.resolve(Client))),
    row('registerSingleton(T, C)', (token, { Client }) => container.registerSingleton(token, Client)),
    row('registerType(T, C)', (token, { Client }) => container.registerType(token, Client)),
    row('a token that leads to a token', (token, { Client }) =>
      container.register('deep', { useClass: Client }).register(token, { useToken: 'deep' }, { lifecycle: Lifecycle.Singleton }),
    ),
    row('scoped(ContainerScoped, T)(C)', (token, { Client }) => scoped(Lifecycle.ContainerScoped, token)(Client)),
    row('injectable({ token: T })(C)', (token, { Client }) => injectable({ token })(Client)),
  ];
};

const replacing: Row[] = [
  { registers: 'registerInstance', register: ({ Client, mock }) => void container.registerInstance(Client, mock) },
  { registers: 'useValue', register: ({ Client, mock }) => void container.register(Client, { useValue: mock }) },
  { registers: 'a later of two', register: ({ Client, mock }) => void container.registerInstance(Client, {}).registerInstance(Client, mock) }, // biome-ignore format: one line
  { registers: 'one after registerSingleton(C)', register: ({ Client, mock }) => void container.registerSingleton(Client).registerInstance(Client, mock) }, // biome-ignore format: one line
  { registers: 'useClass', register: ({ Client, Fake }) => void container.register(Client, { useClass: Fake }) },
  { registers: 'a class alone', register: ({ Client, Fake }) => void container.register(Client, Fake) },
  ...(['Singleton', 'ResolutionScoped'] as const).map(
    (lifecycle): Row => ({
      registers: `useClass, ${lifecycle}`,
      register: ({ Client, Fake }) => void container.register(Client, { useClass: Fake }, { lifecycle: Lifecycle[lifecycle] }),
    }),
  ),
  { registers: 'registerSingleton', register: ({ Client, Fake }) => void container.registerSingleton(Client, Fake) },
  { registers: 'registerType', register: ({ Client, Fake }) => void container.registerType(Client, Fake) },
  { registers: 'useFactory', register: ({ Client }) => void container.register(Client, { useFactory: () => ({}) }) },
  {
    registers: 'useFactory that wraps ours',
    register: ({ Client }) => void container.register(Client, { useFactory: () => ({ wrapped: registry.resolve(Client) }) }),
  },
  {
    registers: 'instanceCachingFactory that wraps ours',
    register: ({ Client }) =>
      void container.register(Client, { useFactory: instanceCachingFactory(() => ({ wrapped: registry.resolve(Client) })) }),
  },
  {
    registers: 'instancePerContainerCachingFactory',
    register: ({ Client }) => void container.register(Client, { useFactory: instancePerContainerCachingFactory(() => ({})) }),
  },
  {
    registers: 'useToken',
    register: ({ Client, mock }) => void container.registerInstance('mock', mock).register(Client, { useToken: 'mock' }),
  },
  { registers: 'useClass of another container singleton', register: ({ Client, Other }) => void container.register(Client, { useClass: Other }) }, // biome-ignore format: one line
  { registers: 'useToken of another container singleton', register: ({ Client, Other }) => void container.register(Client, { useToken: Other }) }, // biome-ignore format: one line
];

/** Runs a row with every path asked first, registered before anybody asks and after everybody has. */
function forEachOrder(row: Row, what: 'ours' | 'another'): void {
  for (const first of ALL_FIRST)
    it(`${row.registers}; ${first} asks first`, async () => {
      const before = new Subject();
      row.register(before);
      await expectOne(before, row.token?.(before), first, what);
      container.reset();
      const after = new Subject();
      await expectOne(after, undefined, first, 'ours');
      row.register(after);
      await expectOne(after, row.token?.(after), first, what);
      if (what === 'ours') expect([before.built, after.built]).to.deep.equal([1, 1]);
    });
}

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe('of a container singleton, whatever is registered', () => {
    for (const row of overItself) forEachOrder(row, 'ours');
    for (const row of behind('a text', () => 'T')) forEachOrder(row, 'ours');
    for (const row of behind('a symbol', () => Symbol.for('T'))) forEachOrder(row, 'ours');
    for (const row of behind('its base class', ({ Base }) => Base)) forEachOrder(row, 'ours');
  });

  describe('of what replaces a container singleton', () => {
    for (const row of replacing) forEachOrder(row, 'another');
  });

  describe('of a container singleton again, once its replacement is gone', () => {
    const isValue = ({ registers }: Row): boolean => /^(useValue|registerInstance|one after)/.test(registers);
    const ways: [way: string, undo: (subject: Subject) => unknown, fits: (row: Row) => boolean][] = [
      ['container.reset()', () => container.reset(), () => true],
      ['container.clearInstances(), which drops values', () => container.clearInstances(), isValue],
      ['registerSingleton(C)', ({ Client }) => container.registerSingleton(Client), () => true],
    ];
    for (const [way, undo, fits] of ways)
      for (const row of replacing.filter(fits))
        it(`${row.registers}; ${way}`, async () => {
          const subject = new Subject();
          row.register(subject);
          await expectOne(subject, undefined, 'registry.resolve', 'another');
          undo(subject);
          await expectOne(subject, undefined, 'registry.resolve', 'ours');
        });
  });

  describe("with tsyringe's decorators", () => {
    const decorators: [string, ClassDecorator][] = [
      ['injectable()', injectable()],
      ['singleton()', singleton()],
      ...LIFECYCLES.slice(2).map((lifecycle): [string, ClassDecorator] => [`scoped(${lifecycle})`, scoped(Lifecycle[lifecycle] as Lifecycle.ContainerScoped)]), // biome-ignore format: one line
    ];
    for (const [name, decorator] of decorators)
      for (const [place, order] of [
        ['above', [singletonClass, decorator]],
        ['below', [decorator, singletonClass]],
        ['above and below', [decorator, singletonClass, decorator]],
      ] as const)
        for (const first of ALL_FIRST)
          it(`${name} ${place}; ${first} asks first`, async () => {
            const subject = new Subject(order);
            await expectOne(subject, undefined, first, 'ours');
            expect(subject.built).to.equal(1);
          });
    for (const [name, decorator] of [
      ["injectable({ token: 'T' })", injectable({ token: 'T' })],
      ["injectable({ token: ['T', 'U'] })", injectable({ token: ['T', 'U'] })],
      ["scoped(ContainerScoped, 'T')", scoped(Lifecycle.ContainerScoped, 'T')],
      ["scoped(ResolutionScoped, 'T')", scoped(Lifecycle.ResolutionScoped, 'T')],
    ] as const)
      for (const [place, order] of [
        ['above', [singletonClass, decorator]],
        ['below', [decorator, singletonClass]],
      ] as const)
        it(`${name} ${place}`, async () => {
          const subject = new Subject(order);
          for (const [first] of subject.paths('T')) await expectOne(subject, 'T', first, 'ours');
          expect(subject.built).to.equal(1);
        });
  });

  describe('after everything has been thrown away', () => {
    const drops = ({ registers }: Row): boolean => /registerInstance|of the instance/.test(registers);
    const rows = [...overItself, ...behind('a text', () => 'T')];
    for (const [way, throwAway, fits] of [
      ['registry.dispose()', () => registry.dispose(), () => true],
      ['container.clearInstances()', () => container.clearInstances(), (row: Row) => !drops(row)],
    ] as const)
      for (const row of rows.filter(fits))
        it(`${row.registers}; ${way}`, async () => {
          const subject = new Subject();
          row.register(subject);
          const token = row.token?.(subject);
          const former = await expectOne(subject, token, 'container.resolve', 'ours');
          await throwAway();
          const present = await expectOne(subject, token, 'registry.resolve', 'ours');
          expect(present).to.not.equal(former);
          expect(subject.built).to.equal(2);
        });
    for (const row of overItself)
      it(`${row.registers}; container.reset(), which keeps ours`, async () => {
        const subject = new Subject();
        row.register(subject);
        const former = await expectOne(subject, undefined, 'container.resolve', 'ours');
        container.reset();
        expect(await expectOne(subject, undefined, 'registry.resolve', 'ours')).to.equal(former);
      });
  });
});
