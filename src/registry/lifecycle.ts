import { longestWindow } from '../cache/freshness.js';
import * as READS from '../context/reads.js';
import { BackgroundWarning } from '../errors.js';
import { Extension } from '../hosts/lambda-extension.js';
import { Background } from '../invocation/background.js';
import { Invocations } from '../invocation/invocations.js';
import type { CacheDirectory } from './cache-directory.js';
import { type Container, Part } from './container.js';
import { ContainerLife } from './container-life.js';

/** How many entries a thaw looks at: a few milliseconds' worth. The others expire when they are asked for. */
const MOST_PURGED = 10_000;

/** What a container has gone through so far, and what goes on in it: a test may begin it anew. */
export interface Present {
  readonly life: ContainerLife;
  readonly invocations: Invocations;
  readonly background: Background;
}

/**
 * The invocations of a container: which are running, what goes on behind them, and the freezes between them.
 */
export class Lifecycle {
  present!: Present;
  readonly extension: Extension;
  /** Stops listening to signals that end the process; undefined while nobody does. */
  stopListening: (() => void) | undefined = undefined;

  constructor(container: Container) {
    const { clock, caches, startHooks } = container;
    this.extension = new Extension(clock);
    this.begin(container);
    const afterThaw = [
      () => this.background.abandonLeftovers(),
      () => abandonLoads(caches),
      () => purge(caches),
    ];
    for (const work of afterThaw) startHooks.add(({ thawed }) => (thawed ? work() : undefined));
  }

  /** Begins the container's life, in which nothing has happened yet. */
  begin(container: Container): void {
    const { clock, waits } = container;
    const life = new ContainerLife(container, (cause) => {
      const problem = 'What warmscope does when an invocation begins or ends failed; see `cause`.';
      container.warn(life, new BackgroundWarning(problem, { cause }));
    });
    const invocations = new Invocations(clock);
    invocations.onRead = (read, of) => waits.noteReads(read === 'any' ? READS.anything : READS.tenant, of);
    invocations.opener = () => waits.current;
    this.goOn(container, { life, invocations, background: new Background(clock, invocations) });
  }

  /** Has a container go on from here. */
  goOn(container: Container, present: Present): void {
    this.present = present;
    container.invocations = present.invocations;
    container.background = present.background;
  }

  get life(): ContainerLife {
    return this.present.life;
  }

  get invocations(): Invocations {
    return this.present.invocations;
  }

  get background(): Background {
    return this.present.background;
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
