import { execFileSync } from 'node:child_process';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';

const SLOTS = 16_384;
const CLUSTER_ARGS = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no', '--cluster-node-timeout', '2000'];

/** A port whose cluster bus port, 10,000 above, exists as well. */
async function clusterPort(): Promise<number> {
  const port = await freePort();
  return port <= 55_000 ? port : clusterPort();
}

/** Three masters of a real Redis cluster without replicas, each with a third of the slots. */
export class RedisCluster {
  private constructor(readonly nodes: readonly RedisServer[]) {}

  /** Starts the nodes, and waits until each knows where all slots are. */
  static async start(): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    const cluster = new RedisCluster(nodes);
    try {
      for (let i = 0; i < 3; i++) nodes.push(await RedisServer.start({ port: await clusterPort(), args: CLUSTER_ARGS }));
      cluster.#join();
      await cluster.#untilComplete();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get ports(): number[] {
    return this.nodes.map(({ port }) => port);
  }

  /** Ends all nodes. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  #join(): void {
    const [first] = this.ports;
    this.ports.forEach((port, i) => {
      const [from, to] = [Math.ceil((SLOTS * i) / this.ports.length), Math.ceil((SLOTS * (i + 1)) / this.ports.length) - 1];
      tell(port, 'cluster', 'addslotsrange', String(from), String(to));
      tell(port, 'cluster', 'set-config-epoch', String(i + 1));
      if (port !== first) tell(port, 'cluster', 'meet', '127.0.0.1', String(first));
    });
  }

  async #untilComplete(): Promise<void> {
    const isComplete = (port: number): boolean => {
      const info = tell(port, 'cluster', 'info');
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3') && info.includes(`cluster_slots_ok:${SLOTS}`);
    };
    while (!this.ports.every(isComplete)) await new Promise((resolve) => setTimeout(resolve, 50)); // nodes tell nobody when they have met
  }
}

function tell(port: number, ...words: string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' });
}
