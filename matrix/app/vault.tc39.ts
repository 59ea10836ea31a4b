import { Cached } from 'warmscope';

/** A class with a cached method that is private to JavaScript. */
export class Vault {
  opened = 0;

  @Cached()
  #secret(code: string): { code: string } {
    this.opened++;
    return { code };
  }

  open(code: string): { code: string } {
    return this.#secret(code);
  }
}
