import { stripVTControlCharacters } from 'node:util';

const graphemes = /* @__PURE__ */ new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters without a width of their own: marks, joiners, what only formats. */
const WITHOUT = /^(?:\p{Mark}|\p{Default_Ignorable_Code_Point}|\p{Cf})+$/u;

/** Characters of two columns beside emoji: East Asian scripts; their punctuation and full-width forms. */
const SCRIPTS = /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\p{sc=Yi}]/u;
const FULL_WIDTH = /^[\u3000-\u303e\u3099-\u30ff\uff01-\uff60\uffe0-\uffe6]/;

/** Katakana and Hangul of half the width. */
const HALF = /^[\uff61-\uffdc\uffe8-\uffee]/;

/** Emoji that are shown as pictures: by themselves, by a variation selector, as flags and keycaps. */
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f/u;

/** A text of ASCII alone, each character of which takes one column: it needs no segmenter. */
const PLAIN = /^[\x20-\x7e]*$/;

/** The columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) width += widthOf(segment);
  return width;
}

function widthOf(grapheme: string): number {
  if (PLAIN.test(grapheme)) return 1;
  if (WITHOUT.test(grapheme)) return 0;
  if (HALF.test(grapheme)) return 1;
  return SCRIPTS.test(grapheme) || FULL_WIDTH.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

/** A text that a terminal only shows: control characters, which it would obey, become `�`. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** A text of at most so many columns; what is cut off ends in `…`. */
export function shortened(text: string, most: number): string {
  if (textWidth(text) <= most) return text;
  let [kept, width] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A text filled up to so many columns. */
export function padded(text: string, columns: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return side === 'left' ? text + blanks : blanks + text;
}

/** A text as lines of at most so many columns. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
