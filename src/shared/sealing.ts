import { Hmac } from '../util/hmac.js';
import * as node from '../util/node-modules.js';

/** AES-256 in Galois/Counter Mode, and its sizes in bytes (NIST SP 800-38D). */
const CIPHER = 'aes-256-gcm';
const [KEY, NONCE, TAG] = [32, 12, 16];

/** Keeps keys apart from those that other software derives from the same secret. */
const SALT = 'warmscope/shared';

/** What one secret does: naming keys, and sealing bytes so that they open under one name alone. */
export class Sealing {
  readonly #names: Hmac;
  readonly #keys: Hmac;

  constructor(secret: string) {
    this.#names = new Hmac(derived(secret, 'names'));
    this.#keys = new Hmac(derived(secret, 'values'));
  }

  /** The HMAC-SHA-256 of a text, as 43 characters. */
  digest(text: string): string {
    return this.#names.digest(text, 'base64url');
  }

  /** Encrypts and authenticates bytes, bound to a name: a random nonce, the tag, then as many bytes. */
  seal(bytes: Uint8Array, name: string): Uint8Array {
    const crypto = node.crypto();
    const nonce = crypto.randomBytes(NONCE);
    const cipher = crypto.createCipheriv(CIPHER, this.#keyOf(name), nonce, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(name));
    const sealed = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
  }

  /** What {@link seal} was given; undefined where any byte, the name or the secret differs. */
  open(sealed: Uint8Array, name: string): Uint8Array | undefined {
    const crypto = node.crypto();
    try {
      const nonce = sealed.subarray(0, NONCE);
      const cipher = crypto.createDecipheriv(CIPHER, this.#keyOf(name), nonce, { authTagLength: TAG });
      cipher.setAAD(Buffer.from(name));
      cipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([cipher.update(sealed.subarray(NONCE + TAG)), cipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** A key for each name: random nonces would run out if all values of a fleet were sealed with one. */
  #keyOf(name: string): Uint8Array {
    return Buffer.from(this.#keys.digest(name), 'base64');
  }
}

/** A key for one purpose (HKDF, RFC 5869). */
function derived(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(node.crypto().hkdfSync('sha256', secret, SALT, purpose, KEY));
}
