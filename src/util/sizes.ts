import { passOverflow } from './untrusted.js';

// Sizes are V8's on 64 bits, as measured: docs/decisions/0056 has the table.

/** A word of memory. */
export const WORD = 8;
/** A character outside of Latin-1; without alternatives, so that it throws where there is no stack for it. */
const WIDE = /[^\0-\xff]/;
/** The number of properties from which on an object is a table. */
const TABLE = 128;
/** The number of ids among its names from which on an object is a table. */
const FEW_IDS = 8;

/** What an error takes, with a stack that nobody has read yet. */
export const BYTES_OF_ERROR = 600;

/** The places that the table of a Map or Set of this size has. */
export function capacityOf(size: number): number {
  return size < 4 ? 4 : 2 ** Math.ceil(Math.log2(size));
}

/** What a string takes beside the word that refers to it, by its real width. */
export function bytesOfString(text: string): number {
  const width = isWide(text) ? 2 : 1;
  return 16 + Math.ceil((text.length * width) / WORD) * WORD;
}

function isWide(text: string): boolean {
  try {
    return WIDE.test(text);
  } catch (error) {
    passOverflow(error);
    throw error;
  }
}

/**
 * True for a name that an object of a fixed shape would hardly have: one with four digits in a row, or eight
 * hexadecimal ones.
 */
function isId(name: string): boolean {
  let [digits, hexadecimals] = [0, 0];
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    const isDigit = code >= 0x30 && code <= 0x39;
    const lower = code | 0x20;
    digits = isDigit ? digits + 1 : 0;
    hexadecimals = isDigit || (lower >= 0x61 && lower <= 0x66) ? hexadecimals + 1 : 0;
    if (digits === 4 || hexadecimals === 8) return true;
  }
  return false;
}

/**
 * What the names of an object take, from a sample of them, where they are not those of many objects alike: of
 * a large one, or one whose names are ids.
 */
export function bytesOfTable(names: readonly string[], count: number): number {
  const isById = count >= FEW_IDS && names.every(isId);
  if (count < TABLE && !isById) return 0;
  const texts = (names.reduce((sum, text) => sum + bytesOfString(text), 0) * count) / names.length;
  if (count < TABLE) return count * 80 + texts;
  const places = 24 * 2 ** Math.ceil(Math.log2(1.5 * count));
  return places + texts * 0.75 + (isById ? count * 36 : 0);
}

/** What a value that is no object takes beside the word that refers to it. */
export function bytesOfLeaf(value: unknown): number {
  if (typeof value === 'string') return bytesOfString(value);
  if (typeof value === 'number') return value === (value | 0) ? 0 : 16;
  return typeof value === 'bigint' ? 16 + WORD * Math.ceil(value.toString(16).length / 16) : 0;
}
