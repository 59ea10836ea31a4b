import { DynamoServer } from '../support/dynamo-server.js';
import { RedisServer } from '../support/redis-server.js';

/** The engines that examples speak to, and the environment in which they find them. */
export interface Stores {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The name of the table that docs/shared.md defines. */
export const TABLE = 'cache';

export async function startStores(): Promise<Stores> {
  const [redis, dynamo] = await Promise.all([RedisServer.start(), DynamoServer.start(TABLE)]);
  return {
    environment: {
      REDIS_URL: redis.url,
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynamo.port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
    stop: async () => void (await Promise.all([redis.stop(), dynamo.stop()])),
  };
}
