/** A string, with its quotes. */
export const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;

/** The code with its comments blank, lines as they were. */
export function withoutComments(text: string): string {
  const pattern = new RegExp(`(${STRING.source})|/\\*[\\s\\S]*?\\*/|//[^\\n]*`, 'g');
  return text.replaceAll(
    pattern,
    (whole, string: string | undefined) => string ?? whole.replaceAll(/[^\n]/g, ' '),
  );
}

/** What stands between a parenthesis, which ends before `from`, and the one that closes it. */
export function argumentsAt(text: string, from: number): string {
  let depth = 1;
  const token = new RegExp(`${STRING.source}|[()]`, 'g');
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '(') depth++;
    else if (found[0] === ')' && --depth === 0) return text.slice(from, found.index);
  }
  return text.slice(from);
}

/** The number of the line at an index. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
