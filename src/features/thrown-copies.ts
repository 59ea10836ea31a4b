import { nodeModules } from '../util/node-modules.js';
import { freezeAlone } from './deep-freeze.js';
import { kindAlone } from './one-shot-kinds.js';

/**
 * A copy of what was thrown, with its prototypes and own properties, as deep as data goes: errors, plain
 * objects, arrays, Maps, Sets, Dates, instances of classes. What stands for something outside (streams,
 * emitters, promises) and what keeps private state is in the copy as it is. Throws TypeError where the thrown
 * object itself keeps private state.
 */
export function copyOfThrown(thrown: unknown, isFrozen: boolean): unknown {
  if (typeof thrown !== 'object' || thrown === null) return thrown;
  const copies = new Copies();
  const copy = copies.of(thrown);
  if (copy === thrown) throw new TypeError('what was thrown has private state, which cannot be copied');
  if (isFrozen) copies.freeze();
  return copy;
}

/** The objects copied for one copy, each once. */
class Copies {
  readonly #copies = new Map<object, object>();

  of(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const copy = blankOf(value);
    if (copy === undefined) return value;
    this.#copies.set(value, copy);
    const prototype: object | null = Object.getPrototypeOf(value);
    if (Object.getPrototypeOf(copy) !== prototype) Object.setPrototypeOf(copy, prototype);
    this.#fill(value, copy);
    return copy;
  }

  freeze(): void {
    for (const copy of this.#copies.values()) if (!ArrayBuffer.isView(copy)) freezeAlone(copy);
  }

  #fill(value: object, copy: object): void {
    const { types } = nodeModules.util;
    if (types.isMap(value))
      for (const [key, item] of Map.prototype.entries.call(value))
        Map.prototype.set.call(copy, this.of(key), this.of(item));
    if (types.isSet(value))
      for (const item of Set.prototype.values.call(value)) Set.prototype.add.call(copy, this.of(item));
    const isError = types.isNativeError(value);
    for (const name of ArrayBuffer.isView(value) ? [] : Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, name);
      if (property === undefined) continue;
      // Where the stack is told by a getter, that would tell the copy's own.
      if (name === 'stack' && (isError || property.get !== undefined))
        Object.defineProperty(copy, name, {
          value: Reflect.get(value, name),
          writable: true,
          configurable: true,
        });
      else
        Object.defineProperty(
          copy,
          name,
          'value' in property ? { ...property, value: this.of(property.value) } : property,
        );
    }
  }
}

/** An object of the same kind with nothing in it yet; undefined for one that has to stay as it is. */
function blankOf(value: object): object | undefined {
  const { types } = nodeModules.util;
  if (types.isProxy(value) || types.isPromise(value) || kindAlone(value) !== undefined) return undefined;
  if (Array.isArray(value)) return [];
  if (types.isDate(value)) return new Date(Date.prototype.getTime.call(value));
  if (types.isRegExp(value)) return new RegExp(value.source, value.flags);
  if (types.isBoxedPrimitive(value)) return Object(value.valueOf());
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return structuredClone(value);
  if (isDomException(value)) return new DOMException(value.message, value.name);
  if (types.isNativeError(value)) return hasPrivateState(value, true) ? undefined : blankError();
  if (types.isMap(value)) return hasPrivateState(value, true) ? undefined : new Map();
  if (types.isSet(value)) return hasPrivateState(value, true) ? undefined : new Set();
  const isEmitter = 'on' in value && 'emit' in value;
  return isEmitter || hasPrivateState(value, false) ? undefined : {};
}

function isDomException(value: object): value is DOMException {
  return Object.prototype.toString.call(value) === '[object DOMException]' && value instanceof DOMException;
}

function blankError(): object {
  const blank = new Error();
  for (const name of Reflect.ownKeys(blank)) Reflect.deleteProperty(blank, name);
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
    const type: unknown = Object.getOwnPropertyDescriptor(owner, 'constructor')?.value;
    if (typeof type !== 'function') continue;
    const source = Function.prototype.toString.call(type);
    // Nothing is hidden in what merely inherits from Error, as classes do that were written before there was
    // `class`.
    if (source.endsWith('[native code] }'))
      return !isKnown && !NATIVE_ERROR.test(source) && Object.getPrototypeOf(owner) !== null;
    if (PRIVATE.test(source)) return true;
  }
  return false;
}

/** The text of a built-in error class. */
const NATIVE_ERROR = /^function \w*Error\(\)/;

/** What reads a private field, as it is written or as compilers write it for older targets. */
const PRIVATE = /\.\s*#[\p{ID_Start}$_]|#[\w$]+\s+in\b|classPrivateField/u;
