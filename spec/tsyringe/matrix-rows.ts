import 'reflect-metadata';
import { expect } from 'chai';
import { container, injectable, instanceCachingFactory, instancePerContainerCachingFactory, Lifecycle, scoped } from 'tsyringe';
import { registry } from '../../src/index.js';
import { ALL_FIRST, type AnyToken, expectOne, LIFECYCLES, Subject } from './matrix-rig.js';

/** What a program registers: over the class, or behind a token. */
export interface Row {
  readonly registers: string;
  readonly register: (subject: Subject) => void;
  /** Another token that leads to the client. */
  readonly token?: (subject: Subject) => AnyToken;
}

export const overItself: Row[] = [
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

export const behind = (kind: string, token: (subject: Subject) => AnyToken): Row[] => {
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

export const replacing: Row[] = [
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
export function forEachOrder(row: Row, what: 'ours' | 'another'): void {
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
