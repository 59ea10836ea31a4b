/**
 * A piece of JavaScript source: a word, a punctuation mark, or a whole text (string, template, regular
 * expression).
 */
export interface SourceToken {
  readonly kind: 'word' | 'mark' | 'text';
  readonly text: string;
  /** A line break stands before it. */
  readonly isOnNewLine: boolean;
}

const SPACE = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)+/y;
const WORD = /[\w$#\u0080-\uffff]+/y;
const STRING = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y;
const MARK = /\.\.\.|=>|[\s\S]/y;
/** Words after which a slash begins a regular expression. */
const BEFORE_REGEX = /^(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|yield|await)$/;

/**
 * The pieces of a function's or class's source, comments left out: enough to find brackets and names without
 * being misled by texts.
 */
export function sourceTokens(source: string): SourceToken[] {
  const tokens: SourceToken[] = [];
  let at = 0;
  let isOnNewLine = false;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      isOnNewLine = space.includes('\n');
      at += space.length;
      continue;
    }
    const token = nextToken(source, at, tokens.at(-1), take);
    tokens.push({ ...token, isOnNewLine });
    isOnNewLine = false;
    at += token.text.length;
  }
  return tokens;
}

type Take = (pattern: RegExp) => string | undefined;

function nextToken(
  source: string,
  at: number,
  before: SourceToken | undefined,
  take: Take,
): Pick<SourceToken, 'kind' | 'text'> {
  if (source[at] === '`') return { kind: 'text', text: source.slice(at, templateEnd(source, at)) };
  const text = take(STRING) ?? (source[at] === '/' && !endsValue(before) ? take(REGEX) : undefined);
  if (text !== undefined) return { kind: 'text', text };
  const word = take(WORD);
  return word === undefined ? { kind: 'mark', text: take(MARK) ?? '' } : { kind: 'word', text: word };
}

/** True after what a slash divides. */
function endsValue(token: SourceToken | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word') return !BEFORE_REGEX.test(token.text);
  return token.kind === 'text' || token.text === ')' || token.text === ']' || token.text === '}';
}

/** Where a template ends that begins at an index, the templates and braces inside its expressions counted. */
function templateEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) at = expressionEnd(source, at + 2);
    else at++;
  }
  return at + 1;
}

function expressionEnd(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at];
    if (character === '`') at = templateEnd(source, at) - 1;
    else if (character === "'" || character === '"') {
      STRING.lastIndex = at;
      at += (STRING.exec(source)?.[0].length ?? 1) - 1;
    } else if (character === '{') depth++;
    else if (character === '}' && depth-- === 0) return at + 1;
  }
  return source.length;
}
