import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';

const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

/** The table that `dynamoStore` needs, as docs/shared.md defines it. */
export const tableOf = (name: string): CreateTableCommandInput => ({
  TableName: name,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
});

/** A DynamoDB of its own: dynalite, in memory, in this process, on a free port of 127.0.0.1. */
export class DynamoServer {
  readonly #clients: DynamoDB[] = [];

  private constructor(readonly server: Server) {}

  /** Starts a server with one table. */
  static async start(table: string): Promise<DynamoServer> {
    const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const dynamo = new DynamoServer(server);
    const client = dynamo.client();
    await client.createTable(tableOf(table));
    for (;;) if ((await client.describeTable({ TableName: table })).Table?.TableStatus === 'ACTIVE') return dynamo;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A client of the server, or of what stands before it on another port; by default it asks once. */
  client(port = this.port, maxAttempts = 1): DynamoDB {
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    const client = new DynamoDB({ region: 'eu-central-1', endpoint: `http://127.0.0.1:${port}`, credentials, maxAttempts });
    this.#clients.push(client);
    return client;
  }

  /** Ends the server and its clients. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
