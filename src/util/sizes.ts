// Sizes are V8's on 64 bits, as measured: docs/decisions/0056 has the table.

/** A word of memory. */
export const WORD = 8;
const WIDE = /[^\0-\xff]/;
/** An object with so many properties is a table of them. */
const TABLE = 128;
/** One with so many ids as names is one, too. */
const FEW_IDS = 8;

/** What an error takes, with a stack that nobody has read yet. */
export const BYTES_OF_ERROR = 600;

/** The places that the table of a Map or Set of this size has. */
export function capacityOf(size: number): number {
  return size < 4 ? 4 : 2 ** Math.ceil(Math.log2(size));
}

/** What a string takes beside the word that refers to it, by its real width. */
export function bytesOfString(text: string): number {
  const width = WIDE.test(text) ? 2 : 1;
  return 16 + Math.ceil((text.length * width) / WORD) * WORD;
}

function bytesOfTexts(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + bytesOfString(text), 0);
}

/** A name that an object of a fixed shape would hardly have. */
const ID = /\d{4}|[\da-f]{8}/i;

/**
 * What the names of an object take, where they are not those of many objects alike: of a large one, or one
 * whose names are ids.
 */
export function bytesOfTable(count: number, names: readonly string[], step: number): number {
  const isById = count >= FEW_IDS && names.every((name) => ID.test(name));
  if (count < TABLE) return isById ? count * 80 + step * bytesOfTexts(names) : 0;
  const places = 24 * 2 ** Math.ceil(Math.log2(1.5 * count));
  return places + step * bytesOfTexts(names) * 0.75 + (isById ? count * 36 : 0);
}

/** What a value that is neither text nor object takes beside the word that refers to it. */
export function bytesOfPrimitive(value: unknown): number {
  if (typeof value === 'number') return value === (value | 0) ? 0 : 16;
  return typeof value === 'bigint' ? 16 + WORD * Math.ceil(value.toString(16).length / 16) : 0;
}
