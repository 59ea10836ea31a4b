import { Cached, ContainerSingleton, cacheOf, createHandler } from 'warmscope';
import type { Rejections } from '../answers.js';

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

@ContainerSingleton
class Flaky {
  @Cached({ ttl: '60s' })
  async read(key: string): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw new Error(`cannot read ${key}`);
  }

  @ContainerSingleton()
  async connect(): Promise<object> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw new Error('cannot connect');
  }
}

type Scene = 'concurrent' | 'fenced' | 'refreshed' | 'singleton' | 'unhandled on purpose' | 'look';

@ContainerSingleton({ inject: [Flaky] })
class RejectionsHandler {
  constructor(private readonly flaky: Flaky) {}

  async handle({ scene }: { scene: Scene }): Promise<Rejections> {
    const settled = await Promise.allSettled(this.play(scene));
    const outcomes = settled.map((each) => (each.status === 'rejected' ? (each.reason as Error).message : 'resolved'));
    return { outcomes, unhandled };
  }

  /** The promises that callers get, and wait for. */
  private play(scene: Scene): readonly Promise<unknown>[] {
    const { flaky } = this;
    if (scene === 'concurrent') return [flaky.read('a'), flaky.read('a'), flaky.read('b')];
    if (scene === 'singleton') return [flaky.connect(), flaky.connect()];
    if (scene === 'refreshed') return [cacheOf(flaky, 'read').refresh('a'), flaky.read('a')];
    if (scene === 'fenced') {
      const fenced = flaky.read('a');
      cacheOf(flaky, 'read').clear();
      return [fenced, flaky.read('a')];
    }
    if (scene === 'unhandled on purpose') void Promise.reject(new Error('nobody waits for this'));
    return [];
  }
}

export const handler = createHandler(RejectionsHandler);
