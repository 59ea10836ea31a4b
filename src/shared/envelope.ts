import * as node from '../util/node-modules.js';
import { bufferOf } from './buffer-of.js';
import { deserialize, type Encoded, type SharedCodec, serialize } from './codec.js';
import { Sealing } from './sealing.js';

/** An epoch, and the milliseconds that the store had left for it just before the load began. */
type BorneEpoch = readonly [name: string, epoch: Uint8Array, leftMs?: number | undefined];

/** A value as a store keeps it, with all that decides whether it may be served. */
export interface Envelope {
  readonly value: unknown;
  /** The call that is answered: the id with its version, the tenant, the encoded key. */
  readonly key: string;
  /** When its load began, in milliseconds by the wall clock of the container that loaded it. */
  readonly at: number;
  /** Milliseconds from `at` for which it is fresh, and further ones for which it may be served stale. */
  readonly ttl: number;
  readonly stale: number;
  /** How many milliseconds its load took. */
  readonly loadMs: number;
  readonly tags: readonly string[];
  /** The epochs as they were before its load. */
  readonly epochs: readonly BorneEpoch[];
}

/** Begins each envelope; the number is that of the format. */
const MAGIC = Buffer.from('ws1\0');
const CRC = 4;

const FIELDS = 9;

/** Writes and reads what the store keeps: see docs/decisions/0095. */
export class Envelopes {
  readonly #sealings: readonly Sealing[];

  /**
   * With secrets the FIRST seals, the LAST names keys, and any opens; with none, envelopes are plain. Those
   * of one prefix, a text without spaces, do not open under another.
   */
  constructor(
    secrets: readonly string[],
    private readonly prefix = '',
  ) {
    this.#sealings = secrets.map((secret) => new Sealing(secret));
  }

  /** Stands for a text in the name of a key: 43 characters of base64url. */
  digest(text: string): string {
    return this.#sealings.at(-1)?.digest(text) ?? node.crypto().hash('sha256', text, 'base64url');
  }

  /** An envelope as bytes, of a value that was encoded before. */
  seal(envelope: Omit<Envelope, 'value'>, value: Encoded): Uint8Array {
    const { at, ttl, stale, loadMs, tags, epochs } = envelope;
    const name = this.#nameOf(envelope.key);
    const fields = [name, value.codec, at, ttl, stale, loadMs, tags, epochs, value.bytes];
    const plain = framed(serialize(fields));
    return this.#sealings[0]?.seal(plain, name) ?? plain;
  }

  /**
   * The envelope of one key and codec, as it was sealed; undefined for any other bytes, whatever they are.
   * Never throws.
   */
  open(bytes: Uint8Array, key: string, codec?: SharedCodec): Envelope | undefined {
    try {
      const name = this.#nameOf(key);
      const plain = isBytes(bytes) ? this.#unsealed(bytes, name) : undefined;
      const contents = plain === undefined ? undefined : contentsOf(plain);
      const fields = contents === undefined ? undefined : deserialize(contents);
      return Array.isArray(fields) && fields[0] === name ? envelopeOf(fields, key, codec) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What an envelope is bound to: nothing of it opens under any other name. */
  #nameOf(key: string): string {
    return `${this.prefix} ${key}`;
  }

  #unsealed(bytes: Uint8Array, name: string): Uint8Array | undefined {
    if (this.#sealings.length === 0) return bytes;
    for (const sealing of this.#sealings) {
      const plain = sealing.open(bytes, name);
      if (plain !== undefined) return plain;
    }
    return undefined;
  }
}

/** Contents behind the magic and a checksum, as V8 reads many damaged bytes as another value. */
function framed(contents: Uint8Array): Uint8Array {
  const checksum = Buffer.allocUnsafe(CRC);
  checksum.writeUInt32LE(node.zlib().crc32(contents));
  return Buffer.concat([MAGIC, checksum, contents]);
}

function contentsOf(bytes: Uint8Array): Uint8Array | undefined {
  const frame = bufferOf(bytes);
  const contents = frame.subarray(MAGIC.length + CRC);
  const isOurs = MAGIC.equals(frame.subarray(0, MAGIC.length));
  return isOurs && frame.readUInt32LE(MAGIC.length) === node.zlib().crc32(contents) ? contents : undefined;
}

function envelopeOf(
  fields: readonly unknown[],
  key: string,
  codec: SharedCodec | undefined,
): Envelope | undefined {
  const [, codecId, at, ttl, stale, loadMs, tags, epochs, value] = fields;
  if (fields.length !== FIELDS || codecId !== codec?.id) return undefined;
  if (!isTime(at) || !isSpan(ttl) || !isSpan(stale) || !isSpan(loadMs)) return undefined;
  if (!isListOf(tags, isText) || !isListOf(epochs, isEpoch)) return undefined;
  if (!isBytes(value)) return undefined;
  const decoded = codec === undefined ? deserialize(value) : codec.decode(value);
  return { value: decoded, key, at, ttl, stale, loadMs, tags, epochs };
}

const isBytes = (value: unknown): value is Uint8Array => node.types().isUint8Array(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => Number.isFinite(value);
const isSpan = (value: unknown): value is number => typeof value === 'number' && value >= 0;

const isEpoch = (value: unknown): value is BorneEpoch =>
  Array.isArray(value) &&
  (value.length === 2 || (value.length === 3 && (value[2] === undefined || isTime(value[2])))) &&
  isText(value[0]) &&
  isBytes(value[1]);

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  // A loop, as methods of arrays skip what is missing.
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!isItem(item)) return false;
  return true;
}
