import { readFileSync, readSync } from 'node:fs';

/** The encoding of a text by its byte order mark; UTF-16 is what `>` of PowerShell writes. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** The text of a file, `-` for standard input; throws what Node throws. */
export function textOf(path: string): string {
  const bytes = path === '-' ? standardInput() : readFileSync(path);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

const STDIN = 0;
const PIECE = 65_536;
/** Milliseconds until a pipe is asked again that has nothing yet. */
const PAUSE = 10;

/** All of standard input, waited for where it comes slowly. */
function standardInput(): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece = new Uint8Array(PIECE);
    const length = pieceInto(piece);
    if (length === 0) return Buffer.concat(pieces);
    if (length === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    else pieces.push(piece.subarray(0, length));
  }
}

/** Reads a piece; gives its length, 0 at the end, undefined where nothing has come yet. */
function pieceInto(piece: Uint8Array): number | undefined {
  try {
    return readSync(STDIN, piece);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EAGAIN') return undefined;
    // What Windows says at the end of a pipe.
    if (code === 'EOF') return 0;
    throw error;
  }
}
