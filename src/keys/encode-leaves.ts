import { shared } from '../util/container-globals.js';

/** Why a value has no structural key: what was found in it. Where is in the path that the caller passed. */
export class Unkeyable extends Error {
  constructor(readonly found: string) {
    super(found);
  }
}

/** Numbers for symbols, one list for all copies of the package, as they share caches. */
interface SymbolIds {
  readonly ids: WeakMap<symbol, number>;
  last: number;
}

const symbols = shared('symbol-ids', (): SymbolIds => ({ ids: new WeakMap(), last: 0 }));

/** An unambiguous text of a value that is no object; undefined for one that is. */
export function leafText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'bigint':
      return `i${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'symbol':
      return symbolText(value);
    case 'function':
      throw new Unkeyable('a function');
    default:
      return value === null ? 'N' : undefined;
  }
}

/** An unambiguous text of a symbol, which is no other symbol's. */
export function symbolText(symbol: symbol): string {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return `Y${JSON.stringify(registered)}`;
  let id = symbols.ids.get(symbol);
  if (id === undefined) {
    id = ++symbols.last;
    symbols.ids.set(symbol, id);
  }
  return `y${id}`;
}
