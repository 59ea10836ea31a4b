import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request that reached the origin; times by `performance.now()` of the process of the specs. */
export interface OriginRequest {
  /** `report v2`: the path, and the how-manieth request for it this is. It is also the answer. */
  readonly answer: string;
  readonly arrivedAt: number;
  answeredAt: number | undefined;
  /** When both sides had closed the connection: the answer, if there was one, is with whoever asked, who need not have looked at it. */
  closedAt: number | undefined;
}

/** The slow service that the handlers under test load from: it counts requests, and holds or fails answers on demand. */
export class Origin {
  readonly requests: OriginRequest[] = [];
  /** How long every answer takes that is not held. */
  delayMs = 0;
  private readonly held = new Map<string, Promise<void>>();
  private readonly failing = new Set<string>();
  private readonly news = new EventEmitter();
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<Origin> {
    const origin = new Origin();
    origin.server.listen(0, '127.0.0.1');
    await once(origin.server, 'listening');
    return origin;
  }

  /** The environment variables that tell a handler where this is. */
  get environment(): Readonly<Record<string, string>> {
    return { ORIGIN: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  /** Keeps back the answer of that name, `report v2`, until the function it gives is called. */
  hold(answer: string): () => void {
    const { promise, resolve } = deferred();
    this.held.set(answer, promise);
    return resolve;
  }

  /** Lets that answer be an error. */
  fail(answer: string): void {
    this.failing.add(answer);
  }

  /** The request with that answer, as soon as it has arrived. */
  arrival(answer: string): Promise<OriginRequest> {
    return this.until(() => this.requests.find((each) => each.answer === answer));
  }

  /** When whoever sent that request had closed the connection; a promise that waits for the answer may settle a little later. */
  async closing(answer: string): Promise<number> {
    const request = await this.arrival(answer);
    return this.until(() => request.closedAt);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async until<Found>(find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await once(this.news, 'news');
    }
  }

  private async serve({ url = '', socket }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url.slice(1);
    const number = this.requests.filter(({ answer }) => answer.startsWith(`${path} v`)).length + 1;
    const request: OriginRequest = {
      answer: `${path} v${number}`,
      arrivedAt: performance.now(),
      answeredAt: undefined,
      closedAt: undefined,
    };
    this.requests.push(request);
    socket.once('close', () => {
      request.closedAt = performance.now();
      this.news.emit('news');
    });
    this.news.emit('news');
    await (this.held.get(request.answer) ?? (this.delayMs > 0 ? sleep(this.delayMs) : undefined));
    request.answeredAt = performance.now();
    response.writeHead(this.failing.has(request.answer) ? 500 : 200, { Connection: 'close' }).end(request.answer);
  }
}

/** For a describe block: an origin for each test. */
export function useOrigin(): () => Origin {
  let origin: Origin;
  beforeEach('start the origin', async () => {
    origin = await Origin.start();
  });
  afterEach('stop the origin', () => origin.stop());
  return () => origin;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
