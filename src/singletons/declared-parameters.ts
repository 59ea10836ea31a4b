import type { Class } from '../options.js';
import { isClass } from '../util/naming.js';
import { type SourceToken, sourceTokens } from './source-tokens.js';

/**
 * The parameters of one function or constructor, as its source declares them; `length` leaves those with
 * defaults out.
 */
interface Parameters {
  readonly count: number;
  readonly hasRest: boolean;
  /** What comes behind the list. */
  readonly rest: readonly SourceToken[];
}

/**
 * How many parameters a class's constructor (its own or the inherited one) declares, those with defaults
 * included, a rest parameter too.
 */
export function declaredParameters(target: Class): number {
  const maker = constructingClass(target);
  const own = ownConstructor(maker);
  return own === undefined ? maker.length : Math.max(maker.length, own.count + (own.hasRest ? 1 : 0));
}

/** True for a constructor, own or inherited, that takes any number of parameters. */
export function takesRest(target: Class): boolean {
  return ownConstructor(constructingClass(target))?.hasRest === true;
}

/** How many parameters a class's constructor, own or inherited, cannot do without. */
export function requiredParameters(target: Class): number {
  return constructingClass(target).length;
}

/**
 * How many parameters a function or method declares, those with defaults included; a rest parameter is not
 * counted, as wrappers have it.
 */
export function declaredArguments(fn: (...args: never[]) => unknown): number {
  if (fn.length > 0) return fn.length;
  const tokens = sourceTokens(Function.prototype.toString.call(fn));
  const name = tokens.findIndex(
    (token, index) => token.text === '[' && tokens.slice(0, index).every(({ kind }) => kind === 'word'),
  );
  const list = tokens.findIndex(
    (token, index) => token.text === '(' && (name < 0 || index > closing(tokens, name)),
  );
  return list < 0 ? 0 : parametersAt(tokens, list).count;
}

/**
 * The class whose constructor runs for a class: itself, or the nearest one that does not just pass its
 * arguments on.
 */
function constructingClass(target: Class): Class {
  let maker = target;
  for (;;) {
    const parent: unknown = Object.getPrototypeOf(maker);
    if (!isClass(maker) || typeof parent !== 'function' || parent === Function.prototype) return maker;
    const own = ownConstructor(maker);
    if (own !== undefined && !passesOn(own)) return maker;
    maker = parent as Class;
  }
}

/**
 * True for the constructor that compilers write where there was none: `constructor() { super(...arguments);
 * ... }`.
 */
function passesOn({ count, hasRest, rest }: Parameters): boolean {
  const begin = rest.slice(0, 6).map(({ text }) => text).join(' '); // biome-ignore format: one step
  return (
    count === 0 &&
    (begin === '{ super ( ... arguments )' || (hasRest && /^\{ super \( \.\.\. \w+ \)$/.test(begin)))
  );
}

/** The constructor in the body of a class, not one of a class or object inside it. */
function ownConstructor(target: Class): Parameters | undefined {
  if (!isClass(target)) return undefined;
  const tokens = sourceTokens(Function.prototype.toString.call(target));
  let depth = 0;
  for (const [index, { text, kind }] of tokens.entries()) {
    if (
      depth === 1 &&
      /^(['"]?)constructor\1$/.test(text) &&
      kind !== 'mark' &&
      tokens[index + 1]?.text === '('
    ) {
      if (beginsMember(tokens, index)) return parametersAt(tokens, index + 1);
    }
    if (kind === 'mark' && '([{'.includes(text)) depth++;
    if (kind === 'mark' && ')]}'.includes(text)) depth--;
  }
  return undefined;
}

function beginsMember(tokens: readonly SourceToken[], index: number): boolean {
  const before = tokens[index - 1];
  if (before === undefined) return false;
  if (before.kind === 'mark' && '{};'.includes(before.text)) return true;
  const isValue =
    before.kind === 'text' || before.text === ')' || before.text === ']' || before.kind === 'word';
  return isValue && tokens[index]?.isOnNewLine === true && !/^(?:static|get|set|async)$/.test(before.text);
}

/** The parameters of the list whose opening bracket is at an index. */
function parametersAt(tokens: readonly SourceToken[], open: number): Parameters {
  const end = closing(tokens, open);
  let depth = 0;
  let count = 0;
  let hasRest = false;
  for (let index = open + 1; index < end; index++) {
    const token = tokens[index];
    const isFirst = depth === 0 && (index === open + 1 || tokens[index - 1]?.text === ',');
    if (isFirst && token?.text === '...') hasRest = true;
    else if (isFirst) count++;
    if (token?.kind !== 'mark') continue;
    if ('([{'.includes(token.text)) depth++;
    if (')]}'.includes(token.text)) depth--;
  }
  return { count, hasRest, rest: tokens.slice(end + 1) };
}

function closing(tokens: readonly SourceToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const { kind, text } = tokens[index] ?? { kind: 'mark', text: '' };
    if (kind !== 'mark') continue;
    if ('([{'.includes(text)) depth++;
    if (')]}'.includes(text) && --depth === 0) return index;
  }
  return tokens.length;
}
