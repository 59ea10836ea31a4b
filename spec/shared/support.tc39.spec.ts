import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { DynamoServer } from '../support/dynamo-server.js';
import { freePort } from '../support/free-port.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** What Redis answers to PING over a socket of one's own. */
async function ping(socket: Socket): Promise<string> {
  socket.write('PING\r\n');
  const [bytes] = await once(socket, 'data');
  return String(bytes).trim();
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('shared: what the specs of stores stand on', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  before(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(server.port);
  });
  after(async () => {
    await proxy.stop();
    await server.stop();
  });

  it('a server is killed, and begins anew empty on its port', async () => {
    const client = new Redis(server.port);
    client.on('error', () => undefined); // it would be printed
    await client.set('kept', 'no');
    const closed = once(client, 'close');
    await server.kill();
    await closed;
    await server.restart();
    expect(await client.get('kept')).to.equal(null);
    client.disconnect();
  });

  it('a server that cannot be started says why', async () => {
    const port = await freePort();
    const taken = await RedisServer.start({ port });
    const error = await RedisServer.start({ port }).catch((reason: Error) => reason);
    expect(String(error)).to.match(/ended with 1 before it was ready:[\s\S]*already in use/i);
    await taken.stop();
  });

  it('the proxy passes, cuts, hangs, and lets go of what it held', async () => {
    const first = await connected(proxy.port);
    expect(await ping(first)).to.equal('+PONG');
    const closed = new Promise((resolve) => first.once('close', resolve));
    proxy.cut();
    await closed;

    const dead = await connected(proxy.port);
    expect(await ping(dead)).to.equal('+PONG');
    proxy.hang();
    const late = ping(dead);
    const fresh = await connected(proxy.port);
    expect(await ping(fresh)).to.equal('+PONG');
    const order = ['fresh'];
    void late.then(() => order.push('late'));
    expect(await ping(fresh)).to.equal('+PONG');
    expect(order).to.deep.equal(['fresh']);
    proxy.release();
    expect(await late).to.equal('+PONG');
    for (const socket of [dead, fresh]) socket.destroy();
  });

  it('the proxy swallows, refuses, and takes connections again', async () => {
    proxy.blackHole();
    const swallowed = await connected(proxy.port);
    const answers: unknown[] = [];
    swallowed.on('data', (bytes) => answers.push(bytes));
    swallowed.write('PING\r\n');
    proxy.blackHole(false);
    const next = await connected(proxy.port);
    expect(await ping(next)).to.equal('+PONG');
    expect(answers).to.deep.equal([]);

    await proxy.refuse();
    const refused = connect(proxy.port, '127.0.0.1');
    const [error] = await once(refused, 'error');
    expect(error.code).to.equal('ECONNREFUSED');
    await proxy.accept();
    const again = await connected(proxy.port);
    expect(await ping(again)).to.equal('+PONG');
    again.destroy();
  });

  it('a frozen server takes connections and answers later', async () => {
    const socket = await connected(server.port);
    server.freeze();
    const answer = ping(socket);
    const other = await connected(server.port);
    server.thaw();
    expect(await answer).to.equal('+PONG');
    for (const each of [socket, other]) each.destroy();
  });

  it('a cluster has three nodes, each with keys of its own', async () => {
    const cluster = await RedisCluster.start();
    const client = new Redis(cluster.ports[0] as number);
    const refused = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => client.get(key).catch(({ message }: Error) => message)));
    expect(refused.filter((answer) => answer?.startsWith('MOVED'))).to.not.be.empty;
    expect(refused).to.include(null);
    client.disconnect();
    await cluster.stop();
  });

  it('DynamoDB has the table', async () => {
    const dynamo = await DynamoServer.start('shared');
    const { TableNames } = await dynamo.client().listTables({});
    expect(TableNames).to.deep.equal(['shared']);
    await dynamo.stop();
  });
});
