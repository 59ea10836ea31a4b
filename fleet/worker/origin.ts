import type { FromWorker, Item, MemberName } from '../messages.js';

/** The source of the data as a worker sees it: the driving process, asked by messages. */
export class Origin {
  readonly #waiting = new Map<number, (item: Item) => void>();
  #asked = 0;

  constructor(private readonly send: (message: FromWorker) => void) {}

  ask(what: 'load' | 'write', member: MemberName, key: string): Promise<Item> {
    this.#asked += 1;
    const id = this.#asked;
    const answered = new Promise<Item>((resolve) => this.#waiting.set(id, resolve));
    this.send({ kind: 'ask', id, do: what, member, key });
    return answered;
  }

  settle(id: number, item: Item): void {
    this.#waiting.get(id)?.(item);
    this.#waiting.delete(id);
  }
}
