import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { registry } from '../../src/index.js';
import { type DynamoClient, dynamoStore } from '../../src/shared/dynamo-store.js';
import type { SharedStore } from '../../src/shared/store.js';
import { FakeClock } from '../support/clock.js';
import { errorOf, stateOf } from '../support/deferred.js';
import { DynamoServer } from '../support/dynamo-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { conforms } from './conformance.js';

const TABLE = 'cache';
const MINUTE = 60_000;
const KB = 1_024;
const value = Uint8Array.of(1, 2, 255);
let keys = 0;
const newKey = (): string => `shop:v:${++keys}`;

conforms('dynamoStore', { add: true, leftMs: false, outage: true }, async () => {
  const server = await DynamoServer.start(TABLE);
  const proxy = await TcpProxy.start(server.port);
  return {
    stores: [dynamoStore(server.client(proxy.port), TABLE), dynamoStore(server.client(), TABLE)],
    largest: 350 * KB,
    outage: { begin: () => proxy.refuse(), end: () => proxy.accept() },
    stop: async () => {
      await server.stop();
      await proxy.stop();
    },
  };
});

describe('shared: dynamoStore', () => {
  let server: DynamoServer;
  let store: SharedStore;
  before(async () => {
    server = await DynamoServer.start(TABLE);
    store = dynamoStore(server.client(), TABLE);
  });
  after(() => server.stop());

  it('keeps a value as pk, v, x and ttl', async () => {
    const clock = new FakeClock(1_700_000_000_500);
    registry.configure({ clock });
    try {
      const key = newKey();
      await store.apply([{ set: key, value, ttlMs: 1_200 }]);
      const { Item } = await server.client().getItem({ TableName: TABLE, Key: { pk: { S: key } } });
      expect(Item).to.deep.equal({ pk: { S: key }, v: { B: value }, x: { N: '1700000001700' }, ttl: { N: '1700000002' } });
    } finally {
      registry.configure({ clock: undefined });
    }
  });

  it('gives back nothing that has expired, although the table still has it, and adds over it', async () => {
    const clock = new FakeClock();
    registry.configure({ clock });
    try {
      const [key, lease] = [newKey(), newKey()];
      await store.apply([{ set: key, value, ttlMs: 1_000 }]);
      expect(await store.add?.(lease, value, 1_000)).to.equal(true);
      clock.advance(999);
      expect((await store.get([key, lease])).map((found) => found?.value.length)).to.deep.equal([3, 3]);
      expect(await store.add?.(lease, Uint8Array.of(9), 1_000)).to.equal(false);
      clock.advance(1);
      expect(await store.get([key, lease])).to.deep.equal([undefined, undefined]);
      expect(await store.add?.(lease, Uint8Array.of(9), 1_000)).to.equal(true);
      expect((await server.client().scan({ TableName: TABLE, Select: 'COUNT' })).Count).to.be.at.least(2);
    } finally {
      registry.configure({ clock: undefined });
    }
  });

  it('reads again what one request leaves undone, as answers are bounded', async () => {
    const large = Array.from({ length: 12 }, newKey);
    for (const key of large) await store.apply([{ set: key, value: new Uint8Array(300 * KB), ttlMs: MINUTE }]);
    const found = await store.get(large);
    expect(found.map((each) => each?.value.length)).to.deep.equal(large.map(() => 300 * KB));
  });

  for (const size of [350 * KB + 1, 5_000 * KB])
    it(`refuses a value of ${size} bytes before anything is written`, async () => {
      const [small, large] = [newKey(), newKey()];
      const tooLarge = new Uint8Array(size);
      const refused = await errorOf(() =>
        store.apply([
          { set: small, value, ttlMs: MINUTE },
          { set: large, value: tooLarge, ttlMs: MINUTE },
        ]),
      );
      expect(refused.code).to.equal('ERR_WARMSCOPE_VALUE_TOO_LARGE');
      expect(refused.message).not.to.contain(large);
      expect((await errorOf(async () => store.add?.(large, tooLarge, MINUTE))).code).to.equal('ERR_WARMSCOPE_VALUE_TOO_LARGE');
      expect(await store.get([small, large])).to.deep.equal([undefined, undefined]);
      await store.apply([
        { set: large, value: tooLarge, ttlMs: MINUTE },
        { set: large, value, ttlMs: MINUTE },
      ]);
      expect((await store.get([large])).map((found) => found?.value.length)).to.deep.equal([3]);
    });

  it('has added what it has added, although the answer was lost and the client has asked again', async () => {
    const proxy = await TcpProxy.start(server.port);
    const retrying = server.client(proxy.port, 3);
    const own = dynamoStore(retrying, TABLE);
    const key = newKey();
    proxy.delay(3_600_000);
    const added = own.add?.(key, value, MINUTE);
    while ((await store.get([key]))[0] === undefined);
    proxy.delay(0);
    proxy.cut();
    expect(await added).to.equal(true);
    expect(await own.add?.(key, Uint8Array.of(9), MINUTE)).to.equal(false);
    await proxy.stop();
  });

  it('leaves dead sockets when it is told to', async () => {
    const proxy = await TcpProxy.start(server.port);
    const own = dynamoStore(server.client(proxy.port), TABLE);
    await Promise.all([own.get([newKey()]), own.get([newKey()]), own.get([newKey()])]);
    proxy.hang();
    own.reset?.();
    expect(await own.get([newKey()])).to.deep.equal([undefined]);
    const waiting = own.get([newKey()]);
    own.reset?.();
    expect(await stateOf(waiting)).to.equal('pending');
    expect(await waiting).to.deep.equal([undefined]);
    await proxy.stop();
  });

  it('passes on what DynamoDB refuses', async () => {
    const lost = dynamoStore(server.client(), 'no-such-table');
    for (const question of [() => lost.get(['k']), () => lost.apply([{ delete: 'k' }]), () => lost.add?.('k', value, MINUTE)])
      expect((await errorOf(question)).name).to.equal('ResourceNotFoundException');
  });

  const batches: Record<string, (request: { RequestItems: Record<string, unknown> }) => object> = {
    reads: ({ RequestItems }) => ({ UnprocessedKeys: RequestItems }),
    writes: ({ RequestItems }) => ({ UnprocessedItems: RequestItems }),
  };
  for (const [what, undone] of Object.entries(batches))
    it(`gives up ${what} of which nothing is done, after three more`, async () => {
      let asked = 0;
      const throttled = server.client();
      const refuse = async (request: never): Promise<object> => {
        asked++;
        return undone(request);
      };
      Object.assign(throttled, { batchGetItem: refuse, batchWriteItem: refuse });
      const own = dynamoStore(throttled, TABLE);
      const { message } = await errorOf(() => (what === 'reads' ? own.get([newKey()]) : own.apply([{ delete: newKey() }])));
      expect([message, asked]).to.deep.equal(['DynamoDB left 1 requests undone.', 4]);
    });

  const mistakes: Record<string, [make: () => unknown, received: RegExp]> = {
    undefined: [() => undefined, /received undefined;/],
    'a client without methods for operations': [
      () => new DynamoDBClient({ region: 'eu-central-1' }),
      /received an object of DynamoDBClient;/,
    ],
    'a client of version 2': [
      () => ({ batchGetItem() {}, batchWriteItem() {}, putItem() {}, makeRequest() {} }),
      /received an object of Object;/,
    ],
    'options of a client': [() => ({ region: 'eu-central-1', secretAccessKey: 'pa55word' }), /received an object of Object;/],
    'a promise': [() => Promise.resolve(), /received a promise \(await it first\);/],
  };
  for (const [what, [make, received]] of Object.entries(mistakes))
    it(`refuses ${what}`, async () => {
      const { code, message } = await errorOf(() => dynamoStore(make() as DynamoClient, TABLE));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.match(/^Invalid client of dynamoStore: /);
      expect(message).to.match(received);
      expect(message).to.contain('valid is the aggregated client of @aws-sdk/client-dynamodb 3');
      expect(message).not.to.contain('pa55word');
    });

  for (const table of [undefined, '', ' ', 7, {}])
    it(`refuses ${JSON.stringify(table)} as a table`, async () => {
      const { code, message } = await errorOf(() => dynamoStore(server.client(), table as string));
      expect(code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(message).to.contain('valid is the name of a table');
    });
});
