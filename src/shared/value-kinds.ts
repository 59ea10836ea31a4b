import { types } from 'node:util';
import { passOverflow } from '../util/untrusted.js';
import { builtInOf, describeInstanceOf, isNative } from './built-ins.js';
import { hasExtras } from './extras.js';
import {
  type Contents,
  entriesOf,
  itemsOf,
  membersOf,
  PARTLESS,
  partsOf,
  propertiesOf,
} from './value-contents.js';
import { classOf, isMemory, unfitMemory } from './value-memory.js';

/** What an object consists of, or why it would not come back as it is. */
type Judgement = Contents | string;

const EXTRAS = 'an object with properties beside its contents';
const DISGUISED = 'an object that is not what its prototype says';

/** Judges an object by its prototype, and by what V8 says that it is. Runs no code of the value. */
export function judge(value: object): Judgement {
  if (types.isProxy(value)) return 'a proxy';
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return 'an object without a prototype';
  const name = builtInOf(prototype) ?? '';
  return KINDS.get(name)?.(value, name) ?? describeInstanceOf(prototype);
}

/** Judges what has the prototype of a built-in class. */
type Kind = (value: object, name: string) => Judgement;

/** Judges built-in objects without properties, by what V8 says that they are and what is in them. */
const bare =
  <T extends object>(
    is: (value: object) => value is T,
    parts: (value: T) => Judgement = () => PARTLESS,
  ): Kind =>
  (value) =>
    is(value) ? (hasExtras(value) ? EXTRAS : parts(value)) : DISGUISED;

const ERRORS = 'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError'.split(' ');
const INTEGERS = 'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array';
const OTHERS =
  'BigInt64Array BigUint64Array Float16Array Float32Array Float64Array DataView ArrayBuffer Buffer';
const MEMORY = `${INTEGERS} ${OTHERS}`.split(' ');

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['Object', (value) => (isDisguised(value) ? DISGUISED : propertiesOf(value, Reflect.ownKeys(value)))],
  ['Array', (value) => (Array.isArray(value) ? itemsOf(value) : DISGUISED)],
  ['Map', bare((value) => types.isMap(value), entriesOf)],
  ['Set', bare((value) => types.isSet(value), membersOf)],
  ['Date', bare((value) => types.isDate(value))],
  ['Number', bare((value) => types.isNumberObject(value))],
  ['Boolean', bare((value) => types.isBooleanObject(value))],
  ['BigInt', bare((value) => types.isBigIntObject(value))],
  ['String', judgeString],
  ['RegExp', judgeRegExp],
  ...ERRORS.map((name): [string, Kind] => [name, judgeError]),
  ...MEMORY.map((name): [string, Kind] => [name, judgeMemory]),
]);

/** True for what has the prototype of plain objects and is none: V8 asks for neither. */
function isDisguised(value: object): boolean {
  const { isBigIntObject, isMap, isSet } = types;
  if (isMap(value) || isSet(value) || isBigIntObject(value) || isMemory(value)) return true;
  // A property named by a symbol cannot be stored anyway; this one could be a getter.
  return (
    !Object.hasOwn(value, Symbol.toStringTag) && Object.prototype.toString.call(value) !== '[object Object]'
  );
}

function judgeString(value: object): Judgement {
  if (!types.isStringObject(value)) return DISGUISED;
  // Its own properties are its characters, and `length`.
  const { length } = String.prototype.toString.call(value);
  return Reflect.ownKeys(value).length === length + 1 ? PARTLESS : EXTRAS;
}

function judgeRegExp(value: object): Judgement {
  if (!types.isRegExp(value)) return DISGUISED;
  if (Reflect.ownKeys(value).length > 1) return EXTRAS;
  const isAtStart = Object.is(Object.getOwnPropertyDescriptor(value, 'lastIndex')?.value, 0);
  return isAtStart ? PARTLESS : 'a RegExp that has begun to match, as its lastIndex is not 0';
}

function judgeMemory(value: object, name: string): Judgement {
  if (!isMemory(value) || classOf(value) !== (name === 'Buffer' ? 'Uint8Array' : name)) return DISGUISED;
  return unfitMemory(value) ?? PARTLESS;
}

/** V8 writes the message, the cause and the stack of an error, each with attributes of its own. */
function judgeError(error: object): Judgement {
  if (!types.isNativeError(error)) return DISGUISED;
  const names = Reflect.ownKeys(error);
  if (!names.every((name) => name === 'stack' || isMessageOrCause(error, name))) return EXTRAS;
  if (!hasStack(error)) return 'an error without a stack of its own';
  return partsOf([Object.getOwnPropertyDescriptor(error, 'cause')?.value], () => '.cause');
}

function isMessageOrCause(error: object, name: PropertyKey): boolean {
  const { get, set, enumerable, value } = Object.getOwnPropertyDescriptor(error, name) ?? {};
  if (enumerable || get !== undefined || set !== undefined) return false;
  return name === 'message' ? typeof value === 'string' : name === 'cause';
}

/** True for a stack as V8 makes it: a property, or with Node 22 and later a getter of its own. */
function hasStack(error: object): boolean {
  try {
    // To ask for it runs `Error.prepareStackTrace`, as V8 does when it writes.
    const { get, set, enumerable, value } = Object.getOwnPropertyDescriptor(error, 'stack') ?? {};
    if (enumerable || (get === undefined && set !== undefined)) return false;
    if (get === undefined) return typeof value === 'string';
    return isNative(get) && typeof Reflect.get(error, 'stack') === 'string';
  } catch (thrown) {
    passOverflow(thrown);
    return false;
  }
}
