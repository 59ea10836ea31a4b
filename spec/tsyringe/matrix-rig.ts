import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable } from 'tsyringe';
import { ContainerSingleton, createHandler, registry } from '../../src/index.js';
import type { Class, Unchecked } from '../../src/options.js';

type Constructor<T = object> = new (...args: Unchecked[]) => T;
export type AnyToken = string | symbol | Constructor;
export type ClassDecorator = (target: Constructor) => void;

export const singletonClass = ContainerSingleton as ClassDecorator;
export const LIFECYCLES = ['Transient', 'Singleton', 'ResolutionScoped', 'ContainerScoped'] as const;

/** Classes of one row: a client, what stands for it, and everybody who wants it. */
export class Subject {
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
export async function expectOne(subject: Subject, token: AnyToken | undefined, first: string, what: 'ours' | 'another'): Promise<unknown> {
  const paths = subject.paths(token);
  const one = await paths.find(([path]) => path === first)?.[1]();
  expect(one, first).to.be.an('object');
  if (what === 'ours') expect(one, first).to.be.instanceOf(subject.Client);
  else expect(one, first).to.not.be.instanceOf(subject.Client);
  for (const round of ['at first', 'again'])
    for (const [path, ask] of paths) expect((await ask()) === one, `${path}, ${round}, after ${first}`).to.equal(true);
  return one;
}

export const ALL_FIRST = new Subject().paths().map(([path]) => path);
