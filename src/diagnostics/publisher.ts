import type {
  CallKind,
  ObservedBuild,
  ObservedLoad,
  Observer,
  Server,
  SharedKind,
} from '../cache/observer.js';
import type { InvalidationCause, RemovalCause } from '../store/entries-host.js';
import type { StopwatchClock } from '../util/clock.js';
import type { BuildTrace, EvictMessage, HitMessage, LoadTrace, SharedMessage } from './messages.js';
import { Outbox } from './outbox.js';
import { Traces } from './traces.js';

const SHARED = {
  sharedHits: 'hit',
  sharedStale: 'stale',
  sharedMisses: 'miss',
  leaseWaits: 'wait',
  sharedErrors: 'error',
  refused: 'refused',
} as const satisfies Record<SharedKind, SharedMessage['cause']>;
/** Why entries have gone that nobody has invalidated. */
const EVICTIONS: Readonly<Partial<Record<RemovalCause, EvictMessage['cause']>>> = {
  evicted: 'bound',
  expired: 'expired',
  replaced: 'replaced',
  collected: 'collected',
} satisfies Record<Exclude<RemovalCause, InvalidationCause>, EvictMessage['cause']>;
const MISSES = { misses: 'load', joins: 'join', bypasses: 'bypass' } as const;

/** What a load is for. */
const causeOf = ({ role }: ObservedLoad): LoadTrace['cause'] =>
  role === 'refresh' || role === 'background' ? role : 'call';

/** Publishes what caches and clients do on the channels of `node:diagnostics_channel`. */
export class Publisher implements Observer {
  readonly #outbox = new Outbox();
  readonly #loads: Traces<LoadTrace>;
  readonly #builds: Traces<BuildTrace>;
  readonly #servers = new WeakMap<object, Server>();
  /** When builds began. */
  readonly #begun = new WeakMap<object, number>();

  constructor(private readonly clock: StopwatchClock) {
    const lap = (): number => clock.lap();
    this.#loads = new Traces('warmscope:load', lap, this.#outbox);
    this.#builds = new Traces('warmscope:build', lap, this.#outbox);
  }

  get tracesLoads(): boolean {
    return this.#loads.isHeard;
  }

  called(member: string, kind: CallKind): void {
    if (kind === 'staleHits') this.#outbox.add('warmscope:hit', { member, cause: 'stale' });
    else this.#outbox.add('warmscope:miss', { member, cause: MISSES[kind] });
  }

  load(load: ObservedLoad, run: () => unknown): unknown {
    return this.#loads.run(load, { member: load.member.label, cause: causeOf(load) }, run);
  }

  loaded(load: ObservedLoad, milliseconds: number): void {
    const { member, hasFailed: failed } = load;
    this.#loads.settle(load, milliseconds, failed);
    const message = { member: member.label, cause: causeOf(load), milliseconds, failed };
    this.#outbox.add('warmscope:load', message);
  }

  stored({ member, isSet, hasFailed }: Parameters<Observer['stored']>[0]): void {
    const cause = isSet ? 'set' : hasFailed ? 'error' : 'load';
    this.#outbox.add('warmscope:store', { member: member.label, cause });
  }

  removed(member: string, why: RemovalCause): void {
    const cause = EVICTIONS[why];
    if (cause !== undefined) this.#outbox.add('warmscope:evict', { member, cause });
    else this.#outbox.add('warmscope:invalidate', { member, cause: why as InvalidationCause });
  }

  build(build: ObservedBuild, run: () => unknown): unknown {
    this.#begun.set(build, this.clock.lap());
    const member = build.client.label;
    try {
      return this.#builds.isHeard ? this.#builds.run(build, { member }, run) : run();
    } catch (error) {
      this.built(build, true);
      throw error;
    }
  }

  built(build: ObservedBuild, failed: boolean): void {
    const begunAt = this.#begun.get(build);
    if (begunAt === undefined) return;
    this.#begun.delete(build);
    const milliseconds = Math.max(0, this.clock.lap() - begunAt) || 0;
    this.#builds.settle(build, milliseconds, failed);
    const cause = failed ? 'failed' : 'built';
    this.#outbox.add('warmscope:singleton', { member: build.client.label, cause, milliseconds });
  }

  disposed({ client }: ObservedBuild): void {
    this.#outbox.add('warmscope:singleton', { member: client.label, cause: 'disposed', milliseconds: 0 });
  }

  thawed(milliseconds: number): void {
    this.#outbox.add('warmscope:thaw', { milliseconds });
  }

  shared(member: string, counter: SharedKind, milliseconds: number): void {
    this.#outbox.add('warmscope:shared', { member, cause: SHARED[counter], milliseconds });
  }

  /**
   * Entries whose hits are published. To ask for one is the first thing that a call does: so what is due is
   * published as well.
   */
  serverOf(cache: Parameters<Observer['serverOf']>[0]): Server {
    const server = this.#servers.get(cache) ?? served(cache, this.#outbox);
    this.#servers.set(cache, server);
    return server;
  }
}

function served(cache: Parameters<Observer['serverOf']>[0], outbox: Outbox): Server {
  const { entries } = cache;
  const { hits } = outbox;
  return {
    serve(partition, entry) {
      outbox.flush();
      if (!hits.hasSubscribers) return entries.serve(partition, entry);
      const before = entries.hits;
      try {
        return entries.serve(partition, entry);
      } finally {
        if (entries.hits !== before)
          hits.publish({ member: cache.label, cause: 'fresh' } satisfies HitMessage);
      }
    },
  };
}
