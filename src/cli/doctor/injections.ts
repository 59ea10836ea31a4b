import { argumentsAt, lineAt, STRING } from './code-text.js';

/** Decorators of tsyringe, by their own names. */
const OF_TSYRINGE =
  /@(?:\w+\.)?(?:inject(?:able|(?:All)?(?:WithTransform)?)|autoInjectable|registry|scoped|singleton)\s*\(/;
/** Decorators of classes whose constructors tsyringe calls. */
const OF_CLASSES = /@(?:\w+\.)?(?:ContainerSingleton|autoInjectable|injectable|scoped|singleton)\b(\s*\()?/g;

/** True where a file that imports tsyringe decorates something with it. */
export const isDecoratedByTsyringe = (text: string): boolean => OF_TSYRINGE.test(text);

/** The lines of constructors of which a parameter has no token, by `@inject` or an `inject` of the class. */
export function withoutToken(text: string): number[] {
  const constructors = [...text.matchAll(OF_CLASSES)].flatMap(({ 0: whole, 1: parenthesis, index }) => {
    const end = index + whole.length;
    const options = parenthesis === undefined ? '' : argumentsAt(text, end);
    const mayInject = /\binject\b|\.\.\./.test(options) || /^\s*[a-z_$]/i.test(options);
    if (whole.includes('ContainerSingleton') && mayInject) return [];
    return constructorOf(text, parenthesis === undefined ? end : end + options.length + 1);
  });
  const lines = constructors.filter(({ parameters }) =>
    parameters.some((parameter) => !parameter.startsWith('@')),
  );
  return [...new Set(lines.map(({ at }) => lineAt(text, at)))];
}

interface Constructor {
  readonly at: number;
  readonly parameters: readonly string[];
}

/** The constructor of the class behind a decorator, and behind others; none where a member follows. */
function constructorOf(text: string, from: number): Constructor[] {
  const next = /\s*(?:@[\w.]+(\s*\()?|(?:export|default|abstract)\b|(class)\b)/y;
  next.lastIndex = from;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    if (found[2] !== undefined) return constructorIn(text, next.lastIndex);
    if (found[1] !== undefined) next.lastIndex += argumentsAt(text, next.lastIndex).length + 1;
  }
  return [];
}

/** The constructor of a class, of which it has one before the next class begins. */
function constructorIn(text: string, from: number): Constructor[] {
  const pattern = /\bconstructor\s*\(|\bclass\s+\w/g;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  if (found === null || found[0].startsWith('class')) return [];
  return [{ at: found.index, parameters: parametersOf(argumentsAt(text, pattern.lastIndex)) }];
}

/** The parameters of a list, without white space around them. */
function parametersOf(list: string): string[] {
  const parameters = [''];
  let depth = 0;
  for (const [token] of list.matchAll(new RegExp(`${STRING.source}|=>|[\\s\\S]`, 'g'))) {
    if ('([{<'.includes(token)) depth++;
    else if (')]}>'.includes(token)) depth--;
    if (token === ',' && depth === 0) parameters.push('');
    else parameters.push(`${parameters.pop()}${token}`);
  }
  return parameters.map((parameter) => parameter.trim()).filter((parameter) => parameter !== '');
}
