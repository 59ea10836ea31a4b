import { Hmac } from '../util/hmac.js';
import * as node from '../util/node-modules.js';
import { type Container, Part } from './container.js';

const SECRET_BYTES = 32;

/** Hashes keys by a secret of the container, which is made at first use and never leaves it. */
export class KeyHashing {
  readonly #container: Container;
  #hmac: Hmac | undefined;

  constructor(container: Container) {
    this.#container = container;
  }

  /** Stands for the text of a key: who has it and not the secret cannot even try out what it was. */
  hash(text: string): string {
    this.#hmac ??= this.#withNewSecret();
    return this.#hmac.digest(text);
  }

  #withNewSecret(): Hmac {
    if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start') this.#renewAfterInit();
    return new Hmac(node.crypto().randomBytes(SECRET_BYTES));
  }

  /** A snapshot is restored many times: a secret that was made before is every copy's. */
  #renewAfterInit(): void {
    const { invocations, startHooks, caches } = this.#container;
    if (invocations.active !== undefined) return;
    const renew = (): void => {
      startHooks.delete(renew);
      this.#hmac = undefined;
      for (const { cache, plan } of caches.members()) if (plan.hashesKeys) cache.invalidation.clear();
    };
    startHooks.add(renew);
  }
}

export const keyHashing: Part<KeyHashing> = /* @__PURE__ */ new Part(
  'keyHashing',
  (container) => new KeyHashing(container),
);
