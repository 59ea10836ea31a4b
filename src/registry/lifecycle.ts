import { longestWindow } from '../cache/freshness.js';
import { READS } from '../context/wait.js';
import { BackgroundWarning } from '../errors.js';
import { Extension } from '../hosts/lambda-extension.js';
import { Background } from '../invocation/background.js';
import { Invocations } from '../invocation/invocations.js';
import type { CacheDirectory } from './cache-directory.js';
import { type Container, Part } from './container.js';
import { ContainerLife } from './container-life.js';

/** How many entries a thaw looks at: a few milliseconds' worth. The others expire when they are asked for. */
const MOST_PURGED = 10_000;

/**
 * The invocations of a container: which are running, what goes on behind them, and the freezes between them.
 */
export class Lifecycle {
  readonly life: ContainerLife;
  readonly invocations: Invocations;
  readonly background: Background;
  readonly extension: Extension;
  /** True once SIGTERM disposes the singletons. */
  disposesOnTermination = false;

  constructor(container: Container) {
    const { clock, caches, startHooks, waits } = container;
    this.life = new ContainerLife(container, (cause) => {
      const problem = 'What warmscope does when an invocation begins or ends failed; see `cause`.';
      container.warn(this.life, new BackgroundWarning(problem, { cause }));
    });
    this.invocations = new Invocations(clock);
    this.background = new Background(clock, this.invocations);
    this.extension = new Extension(clock);
    this.invocations.onRead = (read, of) =>
      waits.noteReads(read === 'any' ? READS.anything : READS.tenant, of);
    this.invocations.opener = () => waits.current;
    const afterThaw = [
      () => this.background.abandonLeftovers(),
      () => abandonLoads(caches),
      () => purge(caches),
    ];
    for (const work of afterThaw) startHooks.add(({ thawed }) => (thawed ? work() : undefined));
    container.invocations = this.invocations;
    container.background = this.background;
  }
}

export const lifecycle: Part<Lifecycle> = /* @__PURE__ */ new Part(
  'lifecycle',
  (container) => new Lifecycle(container),
);

/** Gives up the loads under way: none of them is stored or waited for by later calls. */
function abandonLoads(caches: CacheDirectory): void {
  for (const { cache } of caches.members()) cache.flights.abandonAll();
}

/** Drops expired entries, looking at so many at most that the invocation does not feel it. */
function purge(caches: CacheDirectory): void {
  let rest = MOST_PURGED;
  for (const { cache, plan } of caches.members()) {
    if (rest <= 0) return;
    rest -= cache.entries.purge((entry) => longestWindow(entry, plan), rest);
  }
}
