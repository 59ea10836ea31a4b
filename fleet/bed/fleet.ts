import { Redis } from 'ioredis';
import { Cleanup } from '../../samples/container/cleanup.js';
import { RedisServer } from '../../spec/support/redis-server.js';
import { TcpProxy } from '../../spec/support/tcp-proxy.js';
import type { MemberName, ToWorker, WorkerOptions } from '../messages.js';
import type { Size } from '../scenario.js';
import { DataOrigin } from './origin.js';
import { WorkerProcess } from './worker-process.js';

/** What a worker is started with beyond the fleet's own defaults. */
export type WorkerSetup = Partial<Omit<WorkerOptions, 'tier' | 'members'>> & {
  readonly tier?: Partial<WorkerOptions['tier']>;
  readonly members?: Partial<WorkerOptions['members']>;
  readonly aheadMs?: number;
};

/** What all scenarios of a run share. */
export interface FleetTools {
  readonly program: string;
  readonly clockShim: string;
}

/** The tier's default; and more where it is tested on a machine that may be busy with other things. */
const TIMEOUT_MS: Readonly<Record<Size, number>> = { full: 250, short: 1000 };

const CLIENTS = ['ioredis', 'node-redis', 'iovalkey'] as const;

/** The processes of one scenario: workers, their Redis, the proxies between them; and the origin of the data. */
export class Fleet {
  readonly origin = new DataOrigin();
  readonly cleanup = new Cleanup();
  /** Called for each write of the origin, when it happens. */
  onWrite: (member: MemberName, key: string, version: number) => void = () => {};
  #started = 0;

  constructor(
    private readonly tools: FleetTools,
    private readonly size: Size,
  ) {}

  async redis(...args: string[]): Promise<RedisServer> {
    const server = await RedisServer.start({ args });
    this.cleanup.add(() => server.stop());
    return server;
  }

  /** A client of the driving process' own. */
  client(port: number): Redis {
    const client = new Redis(port, '127.0.0.1').on('error', () => {});
    this.cleanup.add(async () => client.disconnect());
    return client;
  }

  async proxy(port: number): Promise<TcpProxy> {
    const proxy = await TcpProxy.start(port);
    this.cleanup.add(() => proxy.stop());
    return proxy;
  }

  /** Starts one worker; clients of the libraries take turns. */
  async worker(port: number, { tier, members, aheadMs = 0, ...setup }: WorkerSetup = {}): Promise<WorkerProcess> {
    const number = this.#started;
    this.#started += 1;
    const worker = await WorkerProcess.start({
      ...this.tools,
      name: `worker-${number}`,
      aheadMs,
      options: {
        port,
        client: CLIENTS[number % CLIENTS.length] ?? 'ioredis',
        ...setup,
        tier: { prefix: 'fleet', secret: 'a secret of the fleet', timeout: TIMEOUT_MS[this.size], ...tier },
        members: { ttl: 60_000, ...members },
      },
      ask: (name, asked, answer) => this.answer(name, asked, answer),
    });
    this.cleanup.add(() => worker.kill());
    return worker;
  }

  workers(count: number, port: number, setup?: WorkerSetup): Promise<WorkerProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.worker(port, setup)));
  }

  private answer(
    name: string,
    {
      id,
      do: what,
      member,
      key,
    }: { readonly id: number; readonly do: 'load' | 'write'; readonly member: MemberName; readonly key: string },
    send: (message: ToWorker) => void,
  ): void {
    const isLoad = what === 'load';
    const item = isLoad ? this.origin.load(name, member, key) : this.origin.write(member, key);
    if (!isLoad) this.onWrite(member, key, item.version);
    setTimeout(send, isLoad ? this.origin.loadMs : this.origin.writeMs, { kind: 'answer', id, item });
  }
}
