/** A piece of JavaScript source: a word, a mark, a string, a regular expression, or a part of a template. */
export interface SourceToken {
  readonly text: string;
  /** How many brackets are open around it; its own, if it is one, do not count. */
  readonly depth: number;
}

const SPACE = /(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)+/y;
const STRING = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"/y;
/** A template, or the part of it before, between or behind its expressions. */
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!{)|[^\\`$])*(?:`|\${|$)/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y;
const WORD_OR_MARK = /[\w$#\u0080-\uffff]+|\.\.\.|=>|[\s\S]/y;
/** What a slash divides: whatever ends with one of these, but for another slash and some words. */
const DIVIDED = /[\w$#\u0080-\uffff)\]}'"`/]$/;
const NOT_DIVIDED = /^(?:\/|return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|yield|await)$/;

/** The pieces of a function's source without comments: to find brackets and names, not misled by texts. */
export function sourceTokens(source: string): SourceToken[] {
  const tokens: SourceToken[] = [];
  const open: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [text] = pattern.exec(source) ?? [''];
    at += text.length;
    return text;
  };
  const next = (): string => {
    const first = source[at];
    if (first === '`' || (first === '}' && open.at(-1) === '`')) return take(TEMPLATE);
    const before = tokens.at(-1)?.text ?? '';
    const isRegex = first === '/' && (NOT_DIVIDED.test(before) || !DIVIDED.test(before));
    return take(STRING) || (isRegex && take(REGEX)) || take(WORD_OR_MARK);
  };
  for (take(SPACE); at < source.length; take(SPACE)) {
    const text = next();
    if (/^[)\]}]/.test(text)) open.pop();
    tokens.push({ text, depth: open.length });
    if (/^[([{]$/.test(text)) open.push(text);
    else if (/^[`}].*\${$/s.test(text)) open.push('`');
  }
  return tokens;
}
