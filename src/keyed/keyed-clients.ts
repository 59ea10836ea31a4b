import { LRUCache } from 'lru-cache';
import type { KeyPart } from '../keys/key.js';
import { type Chained, Keyed, type Rest } from '../keys/key-parts.js';
import { KeyTree } from '../keys/key-tree.js';
import type { KeyResolution } from '../keys/resolve-key.js';
import type { Factory, SingletonHost } from '../singletons/builds.js';
import type { ClientFacts } from '../singletons/client-facts.js';
import { stillOpen } from '../singletons/dependencies.js';
import type { Family } from '../singletons/family.js';
import { Singleton } from '../singletons/singleton.js';
import type { Version } from '../singletons/version.js';

/** One call of a keyed member: the `this` of its factory, and the arguments. */
export interface Call {
  readonly self: unknown;
  readonly args: unknown[];
}

/** Where a key leads to: the record of its client. */
class Place extends Keyed {
  client: KeyedClient | undefined = undefined;
}

/** The place of a key of several parts. */
class ChainedPlace extends Place {
  /** The next one whose key begins with the same part. */
  chain: Chained<Place> | undefined = undefined;
}

const makePlace = (part: KeyPart, rest: Rest, isChained: boolean): Chained<Place> =>
  isChained ? new ChainedPlace(part, rest) : new Place(part, rest);

/** Where so many clients may be kept, lru-cache is not to reserve the memory for all of them at once. */
const MANY = 10_000;

/** The records of one keyed member by key; lru-cache keeps the order of use of those that are kept. */
class Shelf {
  evictions = 0;
  readonly places = new KeyTree(makePlace);
  readonly kept: LRUCache<Place, KeyedClient>;

  constructor(max: number, evict: (version: Version) => void) {
    const bound = max < MANY ? { max } : { maxSize: max, sizeCalculation: () => 1 };
    this.kept = new LRUCache<Place, KeyedClient>({
      ...bound,
      // After, not while another one is put in: a disposal may call this member.
      disposeAfter: ({ current }, _place, reason) => {
        if (reason !== 'evict' || current === undefined) return;
        this.evictions++;
        evict(current);
      },
    });
  }
}

/**
 * The clients of one keyed member: a record for each key, of which lru-cache keeps the order of use and the
 * bound. Who holds a client that had to make room, and when it is disposed, is settled as for any other.
 */
export class KeyedClients implements Family {
  shelf: Shelf;

  constructor(
    readonly client: ClientFacts,
    readonly max: number,
    readonly factory: Factory,
    readonly isAsync: boolean,
    readonly host: SingletonHost,
    private readonly keys: KeyResolution,
  ) {
    this.shelf = this.#newShelf();
  }

  get evictions(): number {
    return this.shelf.evictions;
  }

  setAside(): () => void {
    const { shelf } = this;
    this.shelf = this.#newShelf();
    return () => {
      this.shelf = shelf;
    };
  }

  /** The client of a call's key, or the promise of it; built where it is missing. */
  call(call: Call): unknown {
    const standIn = this.host.standIns?.find(this);
    if (standIn !== undefined) return standIn(call);
    const client = this.#find(call);
    try {
      return client.read(call);
    } finally {
      if (client.isIdle) this.#forget(client);
    }
  }

  /** Notes that a client is asked for: one that had to make room and is not disposed comes back. */
  use({ place, current, shelf }: KeyedClient): void {
    if (shelf.kept.get(place) === undefined && current !== undefined) this.host.succession.revive(current);
  }

  /** Notes what has become of a client: whether it is kept, and whether anything is left of it. */
  changed(client: KeyedClient): void {
    const { current, place, shelf } = client;
    if (current !== undefined) {
      this.#keep(client, current);
      return;
    }
    shelf.kept.delete(place);
    if (client.isIdle) this.#forget(client);
  }

  kept(): KeyedClient[] {
    return [...this.shelf.kept.values()];
  }

  /** The clients that the present invocation has read; all where it has read none, or outside of any. */
  blamed(): readonly KeyedClient[] {
    const all = [...this.shelf.places.entries()].flatMap(({ client }) => client ?? []);
    const { active } = this.host.invocations;
    const read =
      active === undefined
        ? []
        : all.filter((client) => client.versions.some((one) => one.mayBeWith(active)));
    return read.length > 0 ? read : all;
  }

  #find({ self, args }: Call): KeyedClient {
    const key = this.keys.resolve(self, args);
    const { places } = this.shelf;
    const found = places.find(key)?.client;
    if (found !== undefined) return found;
    const place = places.find(key) ?? places.add(key);
    place.client = new KeyedClient(this, place);
    return place.client;
  }

  #keep(client: KeyedClient, current: Version): void {
    const { place, shelf } = client;
    if (shelf.kept.has(place) || !this.host.succession.isWithin(current)) return;
    const open = stillOpen(current).flatMap(({ pending }) => pending ?? []);
    if (open.length === 0) shelf.kept.set(place, client);
    // What it was built with may fail, and so be the end of it: until then nobody makes room for it.
    else void Promise.allSettled(open).then(() => this.changed(client));
  }

  #forget(client: KeyedClient): void {
    if (!client.isGone) client.shelf.places.remove(client.place);
    client.isGone = true;
  }

  #newShelf(): Shelf {
    return new Shelf(this.max, (version) => this.host.succession.evict(version));
  }
}

/** The record of the client of one key. */
class KeyedClient extends Singleton {
  /** Nothing was left of it: another record has its key, if any. */
  isGone = false;
  readonly shelf: Shelf;

  constructor(
    private readonly clients: KeyedClients,
    readonly place: Place,
  ) {
    const { client, factory, host } = clients;
    super(client.label, factory, client.options, host, client);
    this.shelf = clients.shelf;
  }

  /** The versions that somebody may have. */
  get versions(): Version[] {
    return [this.current, this.building, ...this.retired].filter((version) => version !== undefined);
  }

  /** The client as the given call gets it. */
  override read(call: unknown): unknown {
    // A caller who had joined a build has waited meanwhile.
    if (this.isGone || this.shelf !== this.clients.shelf) return this.clients.call(call as Call);
    this.clients.use(this);
    return super.read(call);
  }

  override changed(): void {
    this.clients.changed(this);
  }
}
