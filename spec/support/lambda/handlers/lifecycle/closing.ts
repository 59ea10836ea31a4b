import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerSingleton, createHandler } from 'warmscope';

const GOODBYE_MS = 100;

/** A client with an open connection, which it takes a while to close. */
@ContainerSingleton({ dispose: 'quit' })
class Client {
  readonly connection: ClientRequest = request(`${process.env.ORIGIN}/client`, { agent: false }).on('error', () => undefined);

  constructor() {
    this.connection.end();
  }

  async quit(): Promise<void> {
    await sleep(GOODBYE_MS);
    this.connection.destroy();
  }
}

@ContainerSingleton({ inject: [Client] })
class ClosingHandler {
  constructor(readonly client: Client) {}

  handle(_event: object, _context: object): string {
    return this.client.connection.destroyed ? 'closed' : 'open';
  }
}

export const handler = createHandler(ClosingHandler);
