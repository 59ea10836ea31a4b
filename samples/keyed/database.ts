import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A database server on this machine that says whose query it answers, and counts its connections. */
export class Database {
  /** Connections now, and ever. */
  open = 0;
  opened = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  /** `onConnect` is told of each connection, once it is counted. */
  private constructor(onConnect: (database: Database) => void) {
    this.#server = createServer((socket) => {
      this.open++;
      this.opened++;
      this.#sockets.add(socket);
      onConnect(this);
      socket.once('end', () => this.open--);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      createInterface({ input: socket }).on('line', (line) => {
        const [tenant, query] = JSON.parse(line) as [string, string];
        if (socket.writable) socket.write(`${JSON.stringify(`${tenant}: ${query}`)}\n`);
      });
    });
  }

  static async start(onConnect: (database: Database) => void): Promise<Database> {
    const database = new Database(onConnect);
    database.#server.listen(0, '127.0.0.1');
    await once(database.#server, 'listening');
    return database;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A pool of one connection to a tenant's database, made as those of `pg` are: it connects at the first query, and is ended once. */
export class Pool {
  #socket: Socket | undefined;
  readonly #waiting: { resolve(answer: string): void; reject(error: Error): void }[] = [];
  #isEnded = false;

  constructor(
    private readonly port: number,
    readonly tenant: string,
  ) {}

  /** Answered in order, as the connection is one. Rejects when the pool has been ended. */
  query(text: string): Promise<string> {
    if (this.#isEnded) return Promise.reject(new Error('Cannot use a pool after calling end on the pool'));
    this.#socket ??= this.#connect();
    this.#socket.write(`${JSON.stringify([this.tenant, text])}\n`);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Resolves when the connection is closed on both sides. */
  async end(): Promise<void> {
    if (this.#isEnded) throw new Error('Called end on pool more than once');
    this.#isEnded = true;
    if (this.#socket === undefined) return;
    const closed = once(this.#socket, 'close');
    this.#socket.end();
    await closed;
  }

  #connect(): Socket {
    const socket = connect(this.port, '127.0.0.1');
    createInterface({ input: socket }).on('line', (line) => this.#waiting.shift()?.resolve(JSON.parse(line) as string));
    const fail = (): void => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection was closed'));
    };
    return socket.on('error', fail).on('close', fail);
  }
}
