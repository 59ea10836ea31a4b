import { registry } from '../../src/index.js';
import { endAll } from '../support/open-invocation.js';

/** A client that notes its end. */
export class Client {
  isOpen = true;

  constructor(
    readonly id: string,
    private readonly closed: string[],
  ) {}

  close(): void {
    if (!this.isOpen) throw new Error(`${this.id} was closed twice`);
    this.isOpen = false;
    this.closed.push(this.id);
  }
}

/** What the clients of each spec in the surrounding suite went through; all are disposed after it. */
export function useClients(): {
  readonly built: string[];
  readonly closed: string[];
  make(name: string): Client;
  /** The clients that are not disposed. */
  open(): string[];
} {
  let made: Client[] = [];
  let closed: string[] = [];
  beforeEach(() => {
    [made, closed] = [[], []];
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
    const left = made.filter(({ isOpen }) => isOpen).map(({ id }) => id);
    if (left.length > 0) throw new Error(`still open: ${left.join()}`);
  });
  return {
    get built() {
      return made.map(({ id }) => id);
    },
    get closed() {
      return closed;
    },
    make(name) {
      const count = made.filter(({ id }) => id.startsWith(name)).length;
      const client = new Client(`${name}${count + 1}`, closed);
      made.push(client);
      return client;
    },
    open: () => made.filter(({ isOpen }) => isOpen).map(({ id }) => id),
  };
}
