import { container } from '../registry/global.js';
import type { SharedChange, StoredBytes } from './store.js';

/** How many keys DynamoDB reads, and how many changes it makes, in one request. */
const MAX_READS = 100;
const MAX_WRITES = 25;
/** How often a request is sent again of which nothing was done, and the pause before the first time. */
const MAX_REPEATS = 3;
const FIRST_PAUSE_MS = 20;

interface Key {
  readonly pk: { readonly S: string };
}

/** What is stored: the bytes; until when, in milliseconds; when the table may drop them, in seconds. */
interface Item extends Key {
  readonly v: { readonly B: Uint8Array };
  readonly x: { readonly N: string };
  readonly ttl: { readonly N: string };
}

type Write =
  | { readonly PutRequest: { readonly Item: Item } }
  | { readonly DeleteRequest: { readonly Key: Key } };
type ByTable<Content> = Readonly<Record<string, Content>>;

/** The operations of DynamoDB that the store uses. */
export interface DynamoOperations {
  batchGetItem(input: object): Promise<{
    readonly Responses?: ByTable<readonly Item[]>;
    readonly UnprocessedKeys?: ByTable<{ readonly Keys: readonly Key[] }>;
  }>;
  batchWriteItem(input: object): Promise<{ readonly UnprocessedItems?: ByTable<readonly Write[]> }>;
  putItem(input: object): Promise<unknown>;
}

const itemOf = (key: string, value: Uint8Array, until: number): Item => ({
  pk: { S: key },
  v: { B: value },
  x: { N: String(until) },
  ttl: { N: String(Math.ceil(until / 1_000)) },
});

const writeOf = (change: SharedChange): Write =>
  'delete' in change
    ? { DeleteRequest: { Key: { pk: { S: change.delete } } } }
    : { PutRequest: { Item: itemOf(change.set, change.value, container.clock.now() + change.ttlMs) } };

/** The present values of keys that occur once each, by key. */
export async function readItems(
  dynamo: DynamoOperations,
  table: string,
  keys: readonly string[],
): Promise<Map<string, StoredBytes>> {
  const found = new Map<string, StoredBytes>();
  const all = keys.map((key) => ({ pk: { S: key } }));
  await inBatches<Key>(all, MAX_READS, async (Keys) => {
    const answer = await dynamo.batchGetItem({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
    const now = container.clock.now();
    // What has expired may stay for days until the table drops it.
    for (const { pk, v, x } of answer.Responses?.[table] ?? [])
      if (Number(x.N) > now) found.set(pk.S, { value: v.B });
    return answer.UnprocessedKeys?.[table]?.Keys;
  });
  return found;
}

/** Makes changes of keys that occur once each, in any order. */
export async function writeItems(
  dynamo: DynamoOperations,
  table: string,
  changes: readonly SharedChange[],
): Promise<void> {
  await inBatches(changes.map(writeOf), MAX_WRITES, async (batch) => {
    const { UnprocessedItems } = await dynamo.batchWriteItem({ RequestItems: { [table]: batch } });
    return UnprocessedItems?.[table];
  });
}

/** Puts an item where there is none, or one that has expired; rejects with what DynamoDB says otherwise. */
export async function addItem(
  dynamo: DynamoOperations,
  table: string,
  key: string,
  value: Uint8Array,
  ttlMs: number,
): Promise<void> {
  const now = container.clock.now();
  await dynamo.putItem({
    TableName: table,
    Item: itemOf(key, value, now + ttlMs),
    ConditionExpression: 'attribute_not_exists(pk) OR #x <= :now',
    ExpressionAttributeNames: { '#x': 'x' },
    ExpressionAttributeValues: { ':now': { N: String(now) } },
  });
}

/** Sends all of a list, as many at a time as a request takes, and again what a request has left undone. */
async function inBatches<Entry>(
  all: readonly Entry[],
  size: number,
  send: (batch: readonly Entry[]) => Promise<readonly Entry[] | undefined>,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
  await Promise.all(
    batches.map(async (batch) => {
      let repeats = 0;
      for (let left = batch; left.length > 0; ) {
        const undone = (await send(left)) ?? [];
        repeats = undone.length < left.length ? 0 : repeats + 1;
        if (repeats > MAX_REPEATS) throw new Error(`DynamoDB left ${undone.length} requests undone.`);
        if (repeats > 0) await pause(FIRST_PAUSE_MS * 2 ** (repeats - 1));
        left = [...undone];
      }
    }),
  );
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void container.clock.after(milliseconds, resolve));
