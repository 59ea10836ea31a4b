import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

const HOW_TO_INSTALL = 'redis-server is not installed, and these specs need a real one (Debian: apt-get install redis-server)';
const PORTS_TO_TRY = 5;

/** What a Redis server of one's own is started with. */
export interface RedisServerOptions {
  /** The port to listen on. Default: one that is free. */
  readonly port?: number;
  /** More arguments of redis-server, such as `['--maxmemory', '4mb']`. */
  readonly args?: readonly string[];
}

/** A real Redis of its own, in memory, on a port of 127.0.0.1; it ends with this process at the latest. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));
  #process: ChildProcess | undefined;
  readonly #endWithUs = (): void => void this.#process?.kill('SIGKILL');

  private constructor(
    readonly port: number,
    readonly args: readonly string[],
  ) {
    process.once('exit', this.#endWithUs);
  }

  /** Starts a server, and waits until it takes connections. */
  static async start({ port, args = [] }: RedisServerOptions = {}): Promise<RedisServer> {
    for (let tries = port === undefined ? PORTS_TO_TRY : 1; ; tries--) {
      const server = new RedisServer(port ?? (await freePort()), args);
      try {
        await server.restart();
        return server;
      } catch (error) {
        await server.stop();
        if (tries <= 1 || !/address already in use/i.test(String(error))) throw error;
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** The id of the running process. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the server again after {@link kill}, empty, on the port it had. */
  async restart(): Promise<void> {
    const where = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const server = spawn('redis-server', [...where, '--save', '', '--appendonly', 'no', ...this.args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = server;
    await untilReady(server);
  }

  /** Stops the process from running: it keeps its sockets, takes what the system takes for it, and answers nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets a frozen process go on. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends the process at once, and waits until it is gone: its connections are reset, new ones refused. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const closed = once(server, 'close');
    server.kill('SIGKILL');
    await closed;
  }

  /** Ends the process for good, and removes what it has written. */
  async stop(): Promise<void> {
    await this.kill();
    process.removeListener('exit', this.#endWithUs);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Resolves when the server says that it takes connections; rejects, with what it printed, when it ends before. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-4_000);
      if (/Ready to accept connections/.test(printed)) resolve();
    });
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Error(cause.code === 'ENOENT' ? HOW_TO_INSTALL : 'redis-server cannot be started', { cause })),
    );
    server.once('close', (code) => reject(new Error(`redis-server ended with ${code} before it was ready:\n${printed}`)));
  });
}
