import { lastOfEachKey } from './changes.js';
import { addItem, type DynamoOperations, readItems, writeItems } from './dynamo-requests.js';
import { ValueTooLargeError } from './errors.js';
import { hasMethods, refusal } from './given-client.js';
import type { SharedStore } from './store.js';

/** Less than the 400 KB that an item may have with the names of its attributes. */
const MAX_VALUE_BYTES = 350 * 1_024;

/** The aggregated client of `@aws-sdk/client-dynamodb` 3, by what tells it from others. */
export interface DynamoClient {
  readonly config: object;
  batchGetItem(...args: never[]): unknown;
  batchWriteItem(...args: never[]): unknown;
  putItem(...args: never[]): unknown;
}

/**
 * A store in a table of DynamoDB, through the aggregated client of `@aws-sdk/client-dynamodb` 3. The table
 * has the key `pk` (a string), and `ttl` as its attribute for Time to Live:
 *
 * ```yaml
 * Type: AWS::DynamoDB::Table
 * Properties:
 *   BillingMode: PAY_PER_REQUEST
 *   AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
 *   KeySchema: [{ AttributeName: pk, KeyType: HASH }]
 *   TimeToLiveSpecification: { AttributeName: ttl, Enabled: true }
 * ```
 *
 * The role needs `dynamodb:BatchGetItem`, `dynamodb:BatchWriteItem` and `dynamodb:PutItem`. Reads are
 * consistent. DynamoDB cannot tell what is left of a ttl, so ages go by the clocks of the containers. Values
 * over 350 KB are not stored. Throws `ERR_WARMSCOPE_INVALID_OPTION` for another client, or no table's name.
 * @example
 * registry.configure({ shared: sharedTier(dynamoStore(new DynamoDB(), 'cache'), { prefix: 'shop' }) });
 */
export function dynamoStore(client: DynamoClient, table: string): SharedStore {
  const dynamo = checkedClient(client);
  if (typeof table !== 'string' || table.trim() === '')
    throw refusal('table of dynamoStore', table, 'the name of a table');
  const read = async (keys: readonly string[]) => readItems(dynamo, table, [...new Set(keys)]);
  return {
    async get(keys) {
      const found = await read(keys);
      return keys.map((key) => found.get(key));
    },
    async apply(changes) {
      const last = lastOfEachKey(changes);
      for (const change of last) if ('set' in change) checkSize(change.value);
      await writeItems(dynamo, table, last);
    },
    async add(key, value, ttlMs) {
      checkSize(value);
      try {
        await addItem(dynamo, table, key, value, ttlMs);
        return true;
      } catch (error) {
        const { name, $metadata } = Object(error);
        if (name !== 'ConditionalCheckFailedException') throw error;
        // Sent twice, as an answer was lost, it may be taken by this very caller.
        const kept = Number(Object($metadata).attempts) > 1 ? (await read([key])).get(key) : undefined;
        return kept !== undefined && Buffer.compare(kept.value, value) === 0;
      }
    },
    reset: () => closeIdleSockets(client.config),
  };
}

function checkedClient(client: unknown): DynamoOperations {
  // The clients of version 2 have the others, and give no promises.
  if (hasMethods(client, 'batchGetItem', 'batchWriteItem', 'putItem', 'send'))
    return client as DynamoOperations;
  const valid = 'the aggregated client of @aws-sdk/client-dynamodb 3: dynamoStore(new DynamoDB(), table)';
  throw refusal('client of dynamoStore', client, valid);
}

function checkSize({ byteLength }: Uint8Array): void {
  if (byteLength > MAX_VALUE_BYTES)
    throw new ValueTooLargeError(
      `${Math.ceil(byteLength / 1_024)} KB are too much for an item of DynamoDB, which has room for ` +
        `${MAX_VALUE_BYTES / 1_024} KB`,
    );
}

/** Closes the sockets that wait for the client's next request; those of requests under way are left alone. */
function closeIdleSockets(config: object): void {
  const { requestHandler } = config as { readonly requestHandler?: { httpHandlerConfigs?(): object } };
  const agents = Object.values(Object(requestHandler?.httpHandlerConfigs?.()));
  for (const agent of agents)
    for (const sockets of Object.values(Object(Object(agent).freeSockets)))
      for (const socket of [...(sockets as Iterable<{ destroy(): void }>)]) socket.destroy();
}
