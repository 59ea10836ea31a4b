import { InvalidTargetError } from '../errors.js';
import type { AnyMethod, Class } from '../options.js';
import { metadataOf } from '../registry/decorator-metadata.js';
import { isObject, isReference } from '../util/guards.js';
import { memberLabel } from '../util/naming.js';

/** A decorator of members, for messages: what it is called, where it goes, and how it is written. */
export interface MemberDecorator {
  readonly name: string;
  readonly goesOn: string;
  readonly example: string;
  readonly isForGetters: boolean;
}

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

/** Gives the function that takes a member's place. */
type Wrap = (member: DecoratedMember) => AnyMethod;

type MemberContext = (ClassMethodDecoratorContext | ClassGetterDecoratorContext) & { kind: string };

/**
 * Applies a member decorator, in either dialect: `wrap` gives the function that takes the member's place;
 * `on` is the application's name in messages, as `@Cached on Reports.report`.
 */
export function decorateMember(
  decorator: MemberDecorator,
  application: readonly unknown[],
  wrap: (member: DecoratedMember, on: string) => AnyMethod,
): unknown {
  const checked: Wrap = (member) => {
    if (member.kind === 'getter' && !decorator.isForGetters)
      throw misplaced(decorator, `the getter ${member.label}`);
    return disguise(wrap(member, `${decorator.name} on ${member.label}`), member.original);
  };
  const [first, second] = application;
  return isContext(second)
    ? standardMember(decorator, first as AnyMethod, second as MemberContext, checked)
    : legacyMember(decorator, application, checked);
}

/** The class that a decorator is applied to, in either dialect; undefined when it is applied to a member. */
export function decoratedClass(application: readonly unknown[]): Class | undefined {
  const [first, second] = application;
  const isOnClass = isContext(second) ? second.kind === 'class' : application.length === 1;
  return typeof first === 'function' && isOnClass ? (first as Class) : undefined;
}

/** True for what a decorator is applied to, as opposed to the options of a decorator that is called first. */
export function isApplication(args: readonly unknown[]): boolean {
  return args.length > 1 || typeof args[0] === 'function';
}

/** The error of a decorator that stands without its brackets. */
export function bare({ name, example }: MemberDecorator): InvalidTargetError {
  return new InvalidTargetError(`${name} is a factory: write ${example} with its brackets.`);
}

/**
 * The function with the name and length of the one it replaces, and with what other decorators had attached
 * to that.
 */
export function disguise<F extends AnyMethod>(wrapper: F, original: AnyMethod): F {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor !== undefined && !['prototype', 'arguments', 'caller'].includes(key as string))
      Object.defineProperty(wrapper, key, descriptor);
  }
  const metadata = Reflect as ReflectMetadata;
  for (const key of metadata.getOwnMetadataKeys?.(original) ?? [])
    metadata.defineMetadata?.(key, metadata.getOwnMetadata?.(key, original), wrapper);
  return wrapper;
}

/** The part of reflect-metadata that is used where a user has loaded it. */
interface ReflectMetadata {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

function isContext(value: unknown): value is DecoratorContext {
  return isObject(value) && 'kind' in value && 'addInitializer' in value;
}

function standardMember(
  decorator: MemberDecorator,
  original: AnyMethod,
  context: MemberContext,
  wrap: Wrap,
): unknown {
  const { kind, name: key, static: isStatic, private: isPrivate } = context;
  const label = String(key);
  if (kind !== 'method' && kind !== 'getter') throw misplaced(decorator, `the ${kind} ${label}`);
  const place = isObject(context.metadata) ? context.metadata : undefined;
  let isKnown = false;
  const onOwner = (callback: (owner: object) => void): void =>
    context.addInitializer(function (this: unknown) {
      if (isKnown) return;
      isKnown = true;
      const start = (isStatic ? this : Object.getPrototypeOf(this)) as object;
      callback(ownerOf(start, key, replacement, place));
    });
  const replacement = wrap({ kind, key, isStatic, isPrivate, original, label, place, onOwner });
  return replacement;
}

/** Where on a prototype chain a member sits: by its class's metadata, else by its function. */
function ownerOf(start: object, key: PropertyKey, replacement: AnyMethod, place: object | undefined): object {
  for (let owner: object | null = start; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (place !== undefined && metadataOf(owner) === place) return owner;
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if ((descriptor?.value ?? descriptor?.get) === replacement) return owner;
  }
  return start;
}

function legacyMember(decorator: MemberDecorator, application: readonly unknown[], wrap: Wrap): unknown {
  const [target, key, given] = application as [object, PropertyKey | undefined, unknown];
  const isStatic = typeof target === 'function';
  if (!isReference(target) || (key === undefined && !isStatic))
    throw misplaced(decorator, 'what is no class member');
  const descriptor: PropertyDescriptor = Object(given);
  const kind = typeof descriptor.value === 'function' ? 'method' : 'getter';
  const slot = kind === 'method' ? 'value' : 'get';
  const original: AnyMethod | undefined = descriptor[slot];
  if (key === undefined || typeof original !== 'function')
    throw misplaced(decorator, placeOf(target, key, given));
  const label = memberLabel(target, key);
  const onOwner = (callback: (owner: object) => void): void => callback(target);
  const member = { kind, key, isStatic, isPrivate: false, original, label, place: target, onOwner } as const;
  return { ...descriptor, [slot]: wrap(member) };
}

/** What a legacy decorator was applied to that is neither a method nor a getter, for messages. */
function placeOf(target: object, key: PropertyKey | undefined, given: unknown): string {
  const label = key === undefined ? (target as Class).name : memberLabel(target, key);
  if (typeof given === 'number') return `a parameter of ${label}`;
  // Some compilers apply a legacy decorator to a #name, with that name or none.
  if (/^(#|$)/.test(String(key))) return `#private ${label} (write \`private\`)`;
  return `the ${key === undefined ? 'class' : Object(given).set ? 'setter' : 'field'} ${label}`;
}

function misplaced({ name, goesOn }: MemberDecorator, place: string): InvalidTargetError {
  return new InvalidTargetError(`${name} cannot decorate ${place}: it goes on ${goesOn}.`);
}
