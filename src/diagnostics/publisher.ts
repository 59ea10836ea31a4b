import type {
  CallKind,
  ObservedBuild,
  ObservedLoad,
  Observer,
  Server,
  SharedKind,
} from '../cache/observer.js';
import { keyOf } from '../keys/key-parts.js';
import type { InvalidationCause, RemovalCause } from '../store/entries-host.js';
import type { StopwatchClock } from '../util/clock.js';
import type { BuildTrace, EvictMessage, LoadTrace, SharedMessage, SingletonMessage } from './messages.js';
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
    const { hit, miss } = this.#outbox;
    if (kind !== 'staleHits') {
      if (miss.isHeard) miss.post({ member, cause: MISSES[kind] });
    } else if (hit.isHeard) hit.post({ member, cause: 'stale' });
  }

  load(load: ObservedLoad, run: () => unknown): unknown {
    return this.#loads.run(load, { member: load.member.label, cause: causeOf(load) }, run);
  }

  loaded(load: ObservedLoad, milliseconds: number): void {
    const { member, hasFailed: failed } = load;
    const { load: topic } = this.#outbox;
    this.#loads.settle(load, milliseconds, failed);
    if (topic.isHeard) topic.post({ member: member.label, cause: causeOf(load), milliseconds, failed });
  }

  stored({ member, isSet, hasFailed }: Parameters<Observer['stored']>[0]): void {
    const { store } = this.#outbox;
    const cause = isSet ? 'set' : hasFailed ? 'error' : 'load';
    if (store.isHeard) store.post({ member: member.label, cause });
  }

  removed(member: string, why: RemovalCause): void {
    const { evict, invalidate } = this.#outbox;
    const cause = EVICTIONS[why];
    if (cause === undefined) {
      if (invalidate.isHeard) invalidate.post({ member, cause: why as InvalidationCause });
    } else if (evict.isHeard) evict.post({ member, cause });
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
    this.#tellOf(build, failed ? 'failed' : 'built', milliseconds);
  }

  disposed(build: ObservedBuild): void {
    this.#tellOf(build, 'disposed', 0);
  }

  #tellOf({ client }: ObservedBuild, cause: SingletonMessage['cause'], milliseconds: number): void {
    const { singleton } = this.#outbox;
    if (singleton.isHeard) singleton.post({ member: client.label, cause, milliseconds });
  }

  thawed(milliseconds: number): void {
    const { thaw } = this.#outbox;
    if (thaw.isHeard) thaw.post({ milliseconds });
  }

  shared(member: string, counter: SharedKind, milliseconds: number): void {
    const { shared } = this.#outbox;
    if (shared.isHeard) shared.post({ member, cause: SHARED[counter], milliseconds });
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
  const { hit } = outbox;
  return {
    serve(partition, found, isBegun) {
      // A subscriber may have used the cache: then another entry is the key's, or none.
      const hasTold = !isBegun && outbox.flush();
      const entry = hasTold && found !== undefined ? partition?.find(keyOf(found)) : found;
      if (!hit.isHeard) return entries.serve(partition, entry);
      const before = entries.hits;
      try {
        return entries.serve(partition, entry);
      } finally {
        if (entries.hits !== before) hit.publish({ member: cache.label, cause: 'fresh' });
      }
    },
  };
}
