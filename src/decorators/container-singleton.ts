import { InvalidTargetError } from '../errors.js';
import type { AnyMethod, Class, SingletonClassOptions, SingletonOptions } from '../options.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import type { Factory } from '../singletons/builds.js';
import { checkTokenCount, registerClass } from '../singletons/construction.js';
import { declaredArguments, refuseGenerator } from '../singletons/declared-parameters.js';
import { Singleton } from '../singletons/singleton.js';
import { checkedOptions, SINGLETON_CHECKS, SINGLETON_CLASS_CHECKS } from '../util/checks.js';
import { isClass, memberLabel, nameOf, typeOf } from '../util/naming.js';
import type { SingletonDecorator, SingletonDecoratorFactory } from './container-singleton-types.js';
import {
  type DecoratedMember,
  decoratedClass,
  decorateMember,
  isApplication,
  type MemberDecorator,
} from './dialect.js';

const SINGLETON: MemberDecorator = {
  name: '@ContainerSingleton',
  goesOn: 'a class, or a method or getter without parameters, static or not',
  example: '@ContainerSingleton()',
  isForGetters: true,
};

/**
 * Makes one instance per container: of a class, or of the client that a getter or method builds. Bare or
 * called, in both decorator dialects. Throws InvalidOptionError or InvalidTargetError when the decorator
 * runs.
 * @example
 * \@ContainerSingleton
 * class Storage { readonly s3 = new S3Client({}); }
 *
 * \@ContainerSingleton({ inject: [Storage] })
 * class Reports { constructor(private readonly storage: Storage) {} }
 */
export const ContainerSingleton: SingletonDecorator<object> & SingletonDecoratorFactory = ((
  ...args: unknown[]
): unknown => {
  if (isApplication(args)) return apply(args, {});
  const [options = {}] = args;
  return (...application: unknown[]): unknown => apply(application, options as SingletonClassOptions);
}) as never;

/**
 * The function form: one client per container, built by the first call of what it returns.
 * @example
 * const s3 = containerSingleton(() => new S3Client({}));
 * await s3().send(command);
 */
export function containerSingleton<Client>(
  build: () => Client,
  options: SingletonOptions<Awaited<Client>> = {},
): () => Client {
  if (typeof build !== 'function' || isClass(build))
    throw new InvalidTargetError(
      'containerSingleton() takes a function that builds; received ' +
        `${isClass(build) ? 'a class' : typeOf(build)}.`,
    );
  const label = nameOf(build) ?? 'anonymous';
  const place = `containerSingleton(${label})`;
  refuseParameters(build, place);
  const checked = checkedOptions(options as SingletonOptions, SINGLETON_CHECKS, place);
  const part = singletons.of(container);
  const singleton = new Singleton(checked.name ?? label, build, checked, part);
  const reader = (): Client => singleton.read(undefined) as Client;
  part.addSingleton(singleton, reader);
  return reader;
}

function apply(application: readonly unknown[], options: SingletonClassOptions): unknown {
  const target = decoratedClass(application);
  if (target === undefined)
    return decorateMember(SINGLETON, application, (member, on) => singletonMember(member, on, options));
  const checked = checkedOptions(options, SINGLETON_CLASS_CHECKS, `@ContainerSingleton on ${target.name}`);
  checkTokenCount(target, checked.inject);
  const register = (decorated: Class): void => registerClass(decorated, checked, singletons.of(container));
  const context = application[1] as ClassDecoratorContext | undefined;
  if (context === undefined) register(target);
  else
    context.addInitializer(function (this: unknown) {
      register(this as Class);
    });
  return undefined;
}

function singletonMember(
  { key, isStatic, original, label, place, onOwner }: DecoratedMember,
  on: string,
  options: SingletonOptions,
): AnyMethod {
  refuseParameters(original, on);
  const checks = isStatic ? SINGLETON_CHECKS : { ...SINGLETON_CHECKS, eager: eagerNeedsNoInstance };
  const checked = checkedOptions(options, checks, on);
  const part = singletons.of(container);
  const singleton = new Singleton(checked.name ?? label, original as Factory, checked, part);
  const replacement = function (this: unknown): unknown {
    return singleton.read(this);
  };
  part.addSingleton(singleton, replacement);
  if (place !== undefined && !isStatic) part.directory.place(place, key, singleton);
  onOwner((owner) => {
    singleton.eagerSelf = owner;
    part.directory.place(owner, key, singleton);
    if (checked.name === undefined) singleton.client.label = memberLabel(owner, key);
  });
  return replacement;
}

const eagerNeedsNoInstance = (value: unknown): string | undefined =>
  value === false
    ? undefined
    : 'false here: only a class, a static member or a function can be built before there is an instance';

function refuseParameters(build: AnyMethod, place: string): void {
  refuseGenerator(build, place);
  const count = declaredArguments(build);
  if (count === 0) return;
  throw new InvalidTargetError(
    `${place}: a singleton is built without arguments, but this takes ${count}; take them from ` +
      '`this`, keep a client for each with @KeyedSingleton of warmscope/keyed, or cache with @Cached.',
  );
}
