import { Cached } from 'warmscope';

class Vault {
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

const vault = new Vault();
console.log(vault.open('a') === vault.open('a') && vault.opened === 1 ? 'cached' : 'not cached');
