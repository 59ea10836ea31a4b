import { InvalidOptionError } from '../errors.js';
import * as node from '../util/node-modules.js';

/**
 * How values become bytes, in place of V8's serialization: the option `codec` of a shared method.
 * @example
 * const json: SharedCodec = {
 *   id: 'json',
 *   encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
 *   decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
 * };
 */
export interface SharedCodec {
  /** Stands beside the bytes: those of another codec, or of none, are a miss. Change it with the format. */
  readonly id: string;
  /** Gives bytes at once, not a promise. Where it throws, the value is not stored, with a warning. */
  encode(value: unknown): Uint8Array;
  /** Makes a value of what `encode` gave; where it throws, the call is a miss. */
  decode(bytes: Uint8Array): unknown;
}

/** A value as bytes: as it is now, whatever becomes of it. */
export interface Encoded {
  readonly bytes: Uint8Array;
  /** The id of the codec that made them; undefined for V8. */
  readonly codec: string | undefined;
}

/** Encodes a value. Throws what `codec.encode` throws, or for what V8 cannot serialize. */
export function encode(value: unknown, codec?: SharedCodec): Encoded {
  const bytes: unknown = codec === undefined ? serialize(value) : codec.encode(value);
  if (node.types().isUint8Array(bytes)) return { bytes, codec: codec?.id };
  throw new InvalidOptionError('the codec did not give a Uint8Array: valid are bytes, given at once');
}

/** The method by which V8 asks Node to read a typed array; Node documents that it may be replaced. */
interface HostReader {
  _readHostObject(): NodeJS.ArrayBufferView;
}

/** The structured clone of a value, as bytes. Throws for what cannot be cloned. */
export function serialize(value: unknown): Uint8Array {
  return node.v8().serialize(value);
}

/**
 * The value of what {@link serialize} gave. Typed arrays have memory of their own: Node by itself makes them
 * views of the bytes that are read, which belong to the store's client and hold the rest of the envelope.
 */
export function deserialize(bytes: Uint8Array): unknown {
  const { DefaultDeserializer } = node.v8();
  const reader = new DefaultDeserializer(bytes);
  const host = reader as unknown as HostReader;
  const readView = host._readHostObject;
  host._readHostObject = () => copyOf(readView.call(host));
  reader.readHeader();
  return reader.readValue();
}

function copyOf(view: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view;
  if (node.types().isDataView(view)) return new DataView(buffer.slice(byteOffset, byteOffset + byteLength));
  // Not a Buffer's own `slice`, which copies nothing.
  return Uint8Array.prototype.slice.call(view);
}
