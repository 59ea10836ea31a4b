import { contentsOf } from '../util/contents.js';
import { isObject } from '../util/guards.js';
import { dataOf } from '../util/names.js';
import * as node from '../util/node-modules.js';
import { requireStack } from '../util/stack.js';
import { freezeAlone } from './deep-freeze.js';
import { oneShotKind } from './one-shot-kind.js';

/**
 * A copy of what was thrown, with its prototypes and own properties, as deep as data goes: errors, plain
 * objects, arrays, Maps, Sets, Dates, instances of classes. What stands for something outside (streams,
 * emitters, promises) and what keeps private state is in the copy as it is. Throws TypeError where the thrown
 * object itself keeps private state.
 */
export function copyOfThrown(thrown: unknown, isFrozen: boolean): unknown {
  // A loop over a Map comes to what is added meanwhile.
  const copies = new Map<unknown, object>();
  const copyOf = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const copy = copies.get(value) ?? blankOf(value);
    if (copy !== undefined) copies.set(value, copy);
    return copy ?? value;
  };
  const result = copyOf(thrown);
  if (result === thrown && isObject(thrown))
    throw new TypeError('what was thrown has private state, which cannot be copied');
  for (const [value, copy] of copies) fill(copy, value as object, copyOf);
  if (isFrozen) for (const copy of copies.values()) if (!ArrayBuffer.isView(copy)) freezeAlone(copy);
  return result;
}

function fill(copy: object, value: object, copyOf: (part: unknown) => unknown): void {
  Object.setPrototypeOf(copy, Object.getPrototypeOf(value));
  for (const [key, item] of contentsOf(value)) {
    if (node.types().isMap(copy)) Map.prototype.set.call(copy, copyOf(key), copyOf(item));
    else Set.prototype.add.call(copy, copyOf(item));
  }
  for (const name of ArrayBuffer.isView(value) ? [] : Reflect.ownKeys(value)) {
    let property = Object.getOwnPropertyDescriptor(value, name) as PropertyDescriptor;
    // A getter of the stack would tell the copy's own.
    if (name === 'stack' && property.get !== undefined)
      property = { value: Reflect.get(value, name), writable: true, configurable: true };
    if ('value' in property) property.value = copyOf(property.value);
    Object.defineProperty(copy, name, property);
  }
}

/** An object of the same kind with nothing in it yet; undefined for one that has to stay as it is. */
function blankOf(value: object): object | undefined {
  const types = node.types();
  if (types.isProxy(value) || types.isPromise(value) || oneShotKind(value) !== undefined) return undefined;
  if (Array.isArray(value)) return [];
  const { isDate, isRegExp, isBoxedPrimitive, isAnyArrayBuffer } = types;
  if ([isDate, isRegExp, isBoxedPrimitive, isAnyArrayBuffer, ArrayBuffer.isView].some((is) => is(value)))
    return structuredClone(value);
  if (value instanceof DOMException) return new DOMException(value.message, value.name);
  const isError = types.isNativeError(value);
  const isKnown = isError || types.isMap(value) || types.isSet(value);
  if (hasPrivateState(value, isKnown) || (!isKnown && 'on' in value && 'emit' in value)) return undefined;
  if (!isError) return types.isMap(value) ? new Map() : types.isSet(value) ? new Set() : {};
  const blank = new Error();
  delete blank.stack;
  return blank;
}

/**
 * True where a class of an object may keep something that is no property: one with private fields, or a
 * built-in one that is not known.
 */
function hasPrivateState(value: object, isKnown: boolean): boolean {
  for (
    let owner: object | null = Object.getPrototypeOf(value);
    owner !== null;
    owner = Object.getPrototypeOf(owner)
  ) {
    const type: unknown = dataOf(owner, 'constructor');
    if (typeof type !== 'function') continue;
    const kind = kindOf(type);
    if (kind === 'open') continue;
    // Nothing is hidden in what merely inherits from Error, as classes do that were written before there was
    // `class`, nor in Object.
    const isHidden = kind === 'native' && !isKnown && Object.getPrototypeOf(owner) !== null;
    return isHidden || kind === 'private';
  }
  return false;
}

/** What a class is, by its text: built-in, with private fields, or neither. */
type ClassKind = 'error' | 'native' | 'private' | 'open';

const kinds = new WeakMap<object, ClassKind>();

function kindOf(type: object): ClassKind {
  let kind = kinds.get(type);
  if (kind === undefined) {
    // Without it V8 may end the process when it compiles the expressions.
    requireStack();
    const source = Function.prototype.toString.call(type);
    const isNative = source.endsWith('[native code] }');
    if (isNative) kind = NATIVE_ERROR.test(source) ? 'error' : 'native';
    else kind = PRIVATE.test(source) ? 'private' : 'open';
    kinds.set(type, kind);
  }
  return kind;
}

/** The text of a built-in error class. */
const NATIVE_ERROR = /^function \w*Error\(\)/;

/** What reads a private field, as it is written or as compilers write it for older targets. */
const PRIVATE = /\.\s*#[\p{ID_Start}$_]|#[\w$]+\s+in\b|classPrivateField/u;
