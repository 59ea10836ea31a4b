import { encode, type SharedCodec } from '../../src/shared/codec.js';
import type { Envelope, Envelopes } from '../../src/shared/envelope.js';

/** An envelope as bytes, with its value encoded. Throws what `encode` throws. */
export function sealWith(envelopes: Envelopes, envelope: Envelope, codec?: SharedCodec): Uint8Array {
  return envelopes.seal(envelope, encode(envelope.value, codec));
}
