import { Cached } from 'warmscope';

/** A class with a cached method that is private to TypeScript: experimentalDecorators does not allow decorators on #names. */
export class Vault {
  opened = 0;

  @Cached()
  private secret(code: string): { code: string } {
    this.opened++;
    return { code };
  }

  open(code: string): { code: string } {
    return this.secret(code);
  }
}
