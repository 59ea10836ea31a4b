import type { KeyObject } from 'node:crypto';
import { nodeModules } from '../util/node-modules.js';
import { type Container, Part } from './container.js';

const SECRET_BYTES = 32;

/** Hashes keys by a secret of the container, which is made at first use and never leaves it. */
export class KeyHashing {
  #secret: KeyObject | undefined;

  constructor(private readonly container: Container) {}

  /** Stands for the text of a key: who has it and not the secret cannot even try out what it was. */
  hash(text: string): string {
    this.#secret ??= this.#newSecret();
    return nodeModules.crypto.createHmac('sha256', this.#secret).update(text).digest('base64');
  }

  #newSecret(): KeyObject {
    const { crypto } = nodeModules;
    if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start') this.#renewAfterInit();
    return crypto.createSecretKey(crypto.randomBytes(SECRET_BYTES));
  }

  /** A snapshot is restored many times: a secret that was made before is every copy's. */
  #renewAfterInit(): void {
    const { invocations, startHooks, caches } = this.container;
    if (invocations.active !== undefined) return;
    const renew = (): void => {
      startHooks.delete(renew);
      this.#secret = undefined;
      for (const { cache, plan } of caches.members()) if (plan.hashesKeys) cache.invalidation.clear();
    };
    startHooks.add(renew);
  }
}

export const keyHashing: Part<KeyHashing> = /* @__PURE__ */ new Part(
  'keyHashing',
  (container) => new KeyHashing(container),
);
