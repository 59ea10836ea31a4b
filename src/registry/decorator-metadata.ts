import { isObject } from '../util/guards.js';

/**
 * `Symbol.metadata`, which compilers look for to give TC39 decorators their class's metadata object; no Node
 * has it yet.
 */
const METADATA: symbol = metadataSymbol();

/**
 * The decorator metadata of the class that an object is, or is the prototype of; only its own, not its
 * parent's.
 */
export function metadataOf(owner: object): object | undefined {
  const owningClass: unknown =
    typeof owner === 'function' ? owner : Object.hasOwn(owner, 'constructor') ? owner.constructor : undefined;
  if (typeof owningClass !== 'function' || !Object.hasOwn(owningClass, METADATA)) return undefined;
  const metadata: unknown = Reflect.get(owningClass, METADATA);
  return isObject(metadata) ? metadata : undefined;
}

function metadataSymbol(): symbol {
  const known: unknown = Reflect.get(Symbol, 'metadata');
  if (typeof known === 'symbol') return known;
  const symbol = Symbol.for('Symbol.metadata');
  // Where Symbol is frozen, compilers give decorators no metadata, and members are found by their functions.
  Reflect.defineProperty(Symbol, 'metadata', { value: symbol, configurable: true });
  return symbol;
}
