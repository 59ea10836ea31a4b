import { InvalidTargetError } from '../errors.js';
import type { AnyMethod, Class } from '../options.js';
import { metadataOf } from '../registry/decorator-metadata.js';
import { memberLabel } from '../util/naming.js';

/** A method or getter being decorated, whichever dialect applies the decorator. */
export interface DecoratedMember {
  readonly kind: 'method' | 'getter';
  readonly key: PropertyKey;
  readonly isStatic: boolean;
  /** A `#name`, which no other member is called, whatever the text says. */
  readonly isPrivate: boolean;
  /** The method, or the getter's function. */
  readonly original: AnyMethod;
  /** `Class.member`, or the member alone where the dialect does not tell the class yet. */
  readonly label: string;
  /** What tells the class already: its prototype or itself, or (TC39) its decorator metadata. */
  readonly place: object | undefined;
  /** Calls back with the prototype or class that has the member: at once, or (TC39) when it becomes known. */
  onOwner(callback: (owner: object) => void): void;
}

type MemberContext = (ClassMethodDecoratorContext | ClassGetterDecoratorContext) & { kind: string };

/** Applies a member decorator: `wrap` gives the function that takes the original's place. */
export function decorateMember(
  decorator: string,
  application: readonly unknown[],
  wrap: (member: DecoratedMember) => AnyMethod,
): unknown {
  const [first, second] = application;
  if (isContext(second)) return standardMember(decorator, first, second as MemberContext, wrap);
  return legacyMember(decorator, application, wrap);
}

/** The class that a decorator is applied to, in either dialect; undefined when it is applied to a member. */
export function decoratedClass(application: readonly unknown[]): Class | undefined {
  const [first, second] = application;
  const isStandard = isContext(second) && second.kind === 'class';
  const isLegacy = application.length === 1;
  return typeof first === 'function' && (isStandard || isLegacy) ? (first as Class) : undefined;
}

/** True for what a decorator is applied to, as opposed to the options of a decorator that is called first. */
export function isApplication(args: readonly unknown[]): boolean {
  return args.length > 1 || typeof args[0] === 'function';
}

/**
 * The function with the name and length of the one it replaces, and with what other decorators had attached
 * to that.
 */
export function disguise<F extends AnyMethod>(wrapper: F, original: AnyMethod): F {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor !== undefined) Object.defineProperty(wrapper, key, descriptor);
  }
  copyReflectMetadata(original, wrapper);
  return wrapper;
}

/** The part of reflect-metadata that is used where a user has loaded it. */
interface ReflectMetadata {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

function copyReflectMetadata(from: object, to: object): void {
  const metadata = Reflect as ReflectMetadata;
  for (const key of metadata.getOwnMetadataKeys?.(from) ?? []) {
    metadata.defineMetadata?.(key, metadata.getOwnMetadata?.(key, from), to);
  }
}

function isContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'addInitializer' in value;
}

function standardMember(
  decorator: string,
  original: unknown,
  context: MemberContext,
  wrap: (member: DecoratedMember) => AnyMethod,
): unknown {
  const { kind, name, static: isStatic, private: isPrivate } = context;
  if ((kind !== 'method' && kind !== 'getter') || typeof original !== 'function') {
    throw misplaced(decorator, `the ${kind} ${String(name)}`);
  }
  const metadata: unknown = context.metadata;
  const place = typeof metadata === 'object' && metadata !== null ? metadata : undefined;
  let replacement: unknown;
  const onOwner = (callback: (owner: object) => void): void => {
    let isKnown = false;
    context.addInitializer(function (this: unknown) {
      if (isKnown) return;
      isKnown = true;
      const start = (isStatic ? this : Object.getPrototypeOf(this)) as object;
      callback(ownerOfMember(start, name, replacement, place));
    });
  };
  replacement = wrap({
    kind,
    key: name,
    isStatic,
    isPrivate,
    original: original as AnyMethod,
    label: String(name),
    place,
    onOwner,
  });
  return replacement;
}

/** Where on a prototype chain a member sits: by its class's metadata, else by its function. */
function ownerOfMember(
  start: object,
  name: PropertyKey,
  replacement: unknown,
  place: object | undefined,
): object {
  for (let owner: object | null = start; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (place !== undefined && metadataOf(owner) === place) return owner;
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor !== undefined && (descriptor.value ?? descriptor.get) === replacement) return owner;
  }
  return start;
}

function legacyMember(
  decorator: string,
  application: readonly unknown[],
  wrap: (member: DecoratedMember) => AnyMethod,
): unknown {
  const [target, key, descriptor] = application as [
    object,
    PropertyKey | undefined,
    PropertyDescriptor | number | undefined,
  ];
  if (typeof target === 'function' && key === undefined) {
    throw misplaced(
      decorator,
      typeof descriptor === 'number' ? `a parameter of ${target.name}` : `the class ${target.name}`,
    );
  }
  if (target === null || target === undefined || key === undefined)
    throw misplaced(decorator, 'something that is no class member');
  const label = memberLabel(target, key);
  if (typeof descriptor === 'number') throw misplaced(decorator, `a parameter of ${label}`);
  const kind =
    typeof descriptor?.value === 'function'
      ? 'method'
      : typeof descriptor?.get === 'function'
        ? 'getter'
        : undefined;
  if (descriptor === undefined || kind === undefined)
    throw misplaced(decorator, descriptor?.set ? `the setter ${label}` : `the field ${label}`);
  const original = (kind === 'method' ? descriptor.value : descriptor.get) as AnyMethod;
  const isStatic = typeof target === 'function';
  const replacement = wrap({
    kind,
    key,
    isStatic,
    isPrivate: false,
    original,
    label,
    place: target,
    onOwner: (callback) => callback(target),
  });
  return { ...descriptor, [kind === 'method' ? 'value' : 'get']: replacement };
}

function misplaced(decorator: string, place: string): InvalidTargetError {
  return new InvalidTargetError(
    `${decorator} cannot decorate ${place}: it goes on ${PLACES[decorator] ?? 'a method'}.`,
  );
}

/** Where each decorator may stand, for error messages. */
const PLACES: Readonly<Record<string, string>> = {
  '@Cached': 'a method or a getter, static or not',
  '@ContainerSingleton': 'a class, or a method or getter without parameters, static or not',
  '@Invalidates': 'a method, static or not',
  '@RetryAfterInvalidate': 'a method, static or not',
};
