import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One connection through the proxy, from both sides. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** What has arrived while nothing may pass, in order; undefined while bytes pass. */
  held: (() => void)[] | undefined;
}

/** A proxy between clients and a server of this machine, that can do what networks do. */
export class TcpProxy {
  readonly #links = new Set<Link>();
  readonly #server: Server = createServer((client) => this.#join(client));
  #port = 0;
  #delay = 0;
  #isBlackHole = false;

  private constructor(readonly to: number) {}

  /** Starts a proxy to a port of 127.0.0.1. */
  static async start(to: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(to);
    await proxy.#listen(0);
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#links.size;
  }

  /** Resets all connections. */
  cut(): void {
    for (const link of this.#links) for (const socket of [link.client, link.server]) socket.resetAndDestroy();
  }

  /** Makes all connections dead: they stay open, and no byte passes either way. New ones work. */
  hang(): void {
    for (const link of this.#links) link.held ??= [];
  }

  /** Lets dead connections go on, with all that was sent meanwhile. */
  release(): void {
    for (const link of this.#links) {
      const { held = [] } = link;
      link.held = undefined;
      for (const deliver of held) deliver();
    }
  }

  /** New connections open, and are never answered. */
  blackHole(isOn = true): void {
    this.#isBlackHole = isOn;
  }

  /** Makes each answer take so many milliseconds longer; those of connections that are cut meanwhile are lost. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** New connections are refused, until {@link accept}. */
  async refuse(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  /** Takes new connections again, on the same port. */
  async accept(): Promise<void> {
    await this.#listen(this.#port);
  }

  /** Ends the proxy and all connections. */
  async stop(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #join(client: Socket): void {
    const link: Link = { client, server: connect(this.to, '127.0.0.1'), held: this.#isBlackHole ? [] : undefined };
    this.#links.add(link);
    this.#forward(link, client, link.server, () => 0);
    this.#forward(link, link.server, client, () => this.#delay);
  }

  #forward(link: Link, from: Socket, to: Socket, delay: () => number): void {
    const pass = (deliver: () => void): void => {
      const act = (): void => void (link.held === undefined ? deliver() : link.held.push(deliver));
      if (delay() > 0) setTimeout(act, delay()).unref();
      else act();
    };
    from.setNoDelay(true);
    from.on('data', (bytes) => pass(() => to.writable && to.write(bytes)));
    from.on('end', () => pass(() => to.end()));
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      this.#links.delete(link);
      if (link.held === undefined) to.destroy();
      else if (from === link.client) link.server.destroy();
    });
  }
}
