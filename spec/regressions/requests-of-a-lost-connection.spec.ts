import { once } from 'node:events';
import { Agent, get, type IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { currentInvocation } from '../../src/index.js';
import { expressScope } from '../../src/web/index.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { FRAMEWORKS, type Site, serve } from '../web/servers.js';

const { invocations } = containerRegistry;

/** Waits until so many invocations run; fails where they do not within many turns of the event loop. */
async function untilRunning(count: number): Promise<void> {
  for (let turn = 0; turn < 50_000 && invocations.running.size !== count; turn++) await nextTurn();
  expect(invocations.running.size).to.equal(count);
}

/** Sends several requests before it has read an answer, as HTTP pipelining allows. */
async function pipeline({ port }: Site, count: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(count));
  return socket;
}

// Node never closes the response of a request that waits for others on its connection.
describe('requests of a connection that is lost', () => {
  collectReports();
  let site: Site;
  afterEach(async () => {
    await site.stop();
    for (const invocation of [...invocations.running]) invocations.end(invocation);
  });

  for (const [name, build] of FRAMEWORKS)
    for (const count of [2, 12])
      it(`${name}: ${count} that were sent at once end, answered later or not`, async () => {
        const [later, seen] = [deferred(), [] as unknown[]];
        const answer = async (): Promise<unknown> => {
          await later.promise;
          seen.push(currentInvocation());
          return {};
        };
        site = await serve(await build(answer, {}));
        const socket = await pipeline(site, count);
        await untilRunning(count);
        socket.destroy();
        await untilRunning(0);
        later.resolve();
        while (seen.length < count) await nextTurn();
        expect(new Set(seen)).to.deep.equal(new Set([undefined]));
      });

  it('those end whose response is an imitation, as for what has become a web socket', async () => {
    const scope = expressScope();
    site = await serve(
      () => undefined,
      (request, socket) => {
        socket.on('end', () => socket.end()).resume();
        scope(request, new ServerResponse(request), () => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
      },
    );
    const socket = connect(site.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n');
    await once(socket, 'data');
    expect(invocations.running.size).to.equal(1);
    socket.destroy();
    await untilRunning(0);
  });

  it('those end at once that were lost before the scope saw them', async () => {
    const scope = expressScope();
    const seen = deferred<unknown>();
    site = await serve((request, response) => {
      if (request.url === '/first') return;
      request.socket.once('close', () => setImmediate(scope, request, response, () => seen.resolve(currentInvocation())));
    });
    const socket = connect(site.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /first HTTP/1.1\r\nhost: here\r\n\r\nGET / HTTP/1.1\r\nhost: here\r\n\r\n', () => socket.destroy());
    expect(await seen.promise).to.equal(undefined);
    await untilRunning(0);
  });

  it('a connection has one listener for all of its requests', async () => {
    const scope = expressScope();
    const counts: number[] = [];
    site = await serve((request, response) => {
      scope(request, response, () => response.end(String(counts.push(request.socket.listenerCount('close')))));
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let request = 0; request < 12; request++) {
      const [response] = (await once(get(site.url, { agent }), 'response')) as [IncomingMessage];
      for await (const _chunk of response);
    }
    agent.destroy();
    expect(counts).to.have.length(12);
    expect(new Set(counts).size).to.equal(1);
  });
});
