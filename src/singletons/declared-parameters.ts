import { InvalidTargetError } from '../errors.js';
import type { Class } from '../options.js';
import { isClass, isGenerator } from '../util/naming.js';
import { type SourceToken, sourceTokens } from './source-tokens.js';

/** A list of parameters as the source declares it; `length` leaves those with defaults out. */
interface Parameters {
  /** How many there are, a rest parameter left out. */
  readonly count: number;
  readonly hasRest: boolean;
  /** The first pieces of what comes behind the list. */
  readonly body: string;
}

/** How many parameters a class's constructor, own or inherited, declares, with defaults and rest included. */
export function declaredParameters(target: Class): number {
  const maker = constructingClass(target);
  const { count, hasRest } = ownConstructor(maker) ?? { count: 0, hasRest: false };
  return Math.max(maker.length, count + Number(hasRest));
}

/** True for a constructor, own or inherited, that takes any number of parameters. */
export function takesRest(target: Class): boolean {
  return ownConstructor(constructingClass(target))?.hasRest === true;
}

/** How many parameters a class's constructor, own or inherited, cannot do without. */
export function requiredParameters(target: Class): number {
  return constructingClass(target).length;
}

/** How many parameters a function or method declares, those with defaults included, a rest left out. */
export function declaredArguments(fn: (...args: never[]) => unknown): number {
  return fn.length > 0 ? fn.length : parametersOf(tokensOf(fn)).count;
}

/** Refuses a generator as what builds a client: it gives an iterator, before its body runs. */
export function refuseGenerator(build: unknown, place: string): void {
  if (!isGenerator(build)) return;
  throw new InvalidTargetError(
    `${place}: a generator returns before its body runs, so its client would be an iterator; write a ` +
      'function that returns the client.',
  );
}

/** False for a function or method that can see no argument: it declares none, nor reads `arguments`. */
export function takesArguments(fn: (...args: never[]) => unknown): boolean {
  if (fn.length > 0) return true;
  const tokens = tokensOf(fn);
  const { count, hasRest } = parametersOf(tokens);
  return count > 0 || hasRest || tokens.some(({ text }) => text === 'arguments');
}

/** The parameters of a function or method. */
function parametersOf(tokens: readonly SourceToken[]): Parameters {
  // A computed name is one level deeper.
  return parametersAt(
    tokens,
    tokens.findIndex(({ text, depth }) => text === '(' && depth === 0),
  );
}

/** The class whose constructor runs for a class: the nearest that does not just pass its arguments on. */
function constructingClass(target: Class): Class {
  const parent: unknown = Object.getPrototypeOf(target);
  if (!isClass(target) || typeof parent !== 'function' || parent === Function.prototype) return target;
  const own = ownConstructor(target);
  return own === undefined || passesOn(own) ? constructingClass(parent as Class) : target;
}

/** True for what compilers write where there was none: `constructor() { super(...arguments); ... }`. */
function passesOn({ count, hasRest, body }: Parameters): boolean {
  const passed = /^{ super \( \.\.\. (\w+) \)$/.exec(body)?.[1];
  return count === 0 && passed !== undefined && (hasRest || passed === 'arguments');
}

/** The constructor in the body of a class, not one of a class or object inside it. */
function ownConstructor(target: Class): Parameters | undefined {
  const tokens = isClass(target) ? tokensOf(target) : [];
  for (const [index, { text, depth }] of tokens.entries()) {
    if (depth !== 1 || !/^(['"]?)constructor\1$/.test(text) || tokens[index + 1]?.text !== '(') continue;
    const found = parametersAt(tokens, index + 1);
    const isMember = !/^(?:static|get|set|async|\*)$/.test(tokens[index - 1]?.text ?? '');
    if (isMember && found.body.startsWith('{')) return found;
  }
  return undefined;
}

const tokensOf = (fn: unknown): SourceToken[] => sourceTokens(Function.prototype.toString.call(fn));

/** The parameters of the list whose opening bracket is at an index. */
function parametersAt(tokens: readonly SourceToken[], open: number): Parameters {
  const outside = tokens[open]?.depth ?? 0;
  const end = tokens.findIndex(({ depth }, index) => index > open && depth === outside);
  const list = tokens.slice(open + 1, end).filter(({ depth }) => depth === outside + 1);
  const firsts = list.filter((_, at) => at === 0 || list[at - 1]?.text === ',');
  const hasRest = firsts.some(({ text }) => text === '...');
  const body = tokens.slice(end + 1, end + 7).map(({ text }) => text);
  return { count: firsts.length - Number(hasRest), hasRest, body: body.join(' ') };
}
