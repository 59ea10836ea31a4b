import type { Class } from '../options.js';

/** Where a constructor's own parameter list begins. */
const CONSTRUCTOR = /(?<![\w$.#])constructor\s*\(/;

/**
 * How many parameters a class's constructor declares, those with defaults included (`length` leaves them out), or the
 * inherited constructor's where it has none of its own. Read from the source, as nothing else tells.
 */
export function declaredParameters(target: Class): number {
  const source = withoutTexts(Function.prototype.toString.call(target));
  const list = CONSTRUCTOR.exec(source);
  if (list !== null) return Math.max(target.length, countParameters(source.slice(list.index + list[0].length)));
  const parent: unknown = Object.getPrototypeOf(target);
  const isInherited = /^class\b/.test(source) && typeof parent === 'function' && parent !== Function.prototype;
  return isInherited ? declaredParameters(parent as Class) : target.length;
}

/** True for a constructor, own or inherited, that takes any number of parameters. */
export function takesRest(target: Class): boolean {
  const source = withoutTexts(Function.prototype.toString.call(target));
  const list = CONSTRUCTOR.exec(source);
  if (list !== null) return source.slice(list.index).split('{', 1)[0]?.includes('...') === true;
  const parent: unknown = Object.getPrototypeOf(target);
  return typeof parent === 'function' && parent !== Function.prototype && takesRest(parent as Class);
}

/** How many parameters a class's constructor cannot do without. */
export function requiredParameters(target: Class): number {
  if (target.length > 0) return target.length;
  const source = withoutTexts(Function.prototype.toString.call(target));
  if (CONSTRUCTOR.test(source)) return 0;
  const parent: unknown = Object.getPrototypeOf(target);
  return typeof parent === 'function' && parent !== Function.prototype ? requiredParameters(parent as Class) : 0;
}

/** How many parameters a function or method declares, those with defaults included; rest parameters are not counted, as wrappers have them. */
export function declaredArguments(fn: (...args: never[]) => unknown): number {
  if (fn.length > 0) return fn.length;
  const source = withoutTexts(Function.prototype.toString.call(fn)).replace(/^[^(]*\[[^\]]*\]/, '');
  const list = source.slice(source.indexOf('(') + 1);
  return list.trimStart().startsWith('...') ? 0 : countParameters(list);
}

/** Source text with its comments gone and its strings emptied, so that brackets and commas in them do not count. */
function withoutTexts(source: string): string {
  const texts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replace(texts, (text) => (text.startsWith('/') ? ' ' : "''"));
}

/** The parameters in a text that begins after the opening bracket of their list. */
function countParameters(text: string): number {
  let depth = 0;
  let commas = 0;
  let isEmpty = true;
  let afterComma = false;
  for (const character of text) {
    if (character === ')' && depth === 0) break;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) commas++;
    afterComma = character === ',' || (afterComma && /\s/.test(character));
    isEmpty &&= /\s/.test(character);
  }
  if (isEmpty) return 0;
  return afterComma ? commas : commas + 1;
}
