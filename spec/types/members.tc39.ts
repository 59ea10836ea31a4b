import { Cached, ContainerSingleton, cacheOf } from '../../src/index.js';

/** What the legacy dialect cannot have, or cannot tell apart. Never run. */
export class Reports {
  @Cached({ key: (id: number) => id })
  #load(id: number): string {
    return `${id}`;
  }
  @ContainerSingleton
  get #client(): { send(): void } {
    return { send: () => undefined };
  }
  @Cached()
  static #count(): number {
    return 1;
  }
  read(): string {
    this.#client.send();
    return this.#load(Reports.#count());
  }
  // @ts-expect-error the key takes a string, the private method a number
  @Cached({ key: (id: string) => id })
  #wrong(id: number): number {
    return id;
  }
  // @ts-expect-error not for setters
  @Cached()
  set written(_value: number) {}
  // @ts-expect-error not for accessors
  @Cached()
  accessor total = 1;
  // @ts-expect-error not for accessors
  @ContainerSingleton()
  accessor other = {};
  all(): number {
    return this.#wrong(1);
  }
}
// @ts-expect-error private members have no handle from outside
cacheOf(new Reports(), '#load');
