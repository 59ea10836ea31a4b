import { ByTag } from './by-tag.js';
import type { Entry } from './entry.js';
import type { Partition } from './partition.js';
import type { Place } from './place.js';

/** The most tags that are remembered as invalidated while loads were in flight. */
export const MOST_RECENT = 10_000;

/** The entries of one method, as far as the index asks them for something. */
export interface TaggedEntries {
  /** Drops the entries of one owner that have a tag. */
  dropTagged(place: Place, tag: string): void;
}

/**
 * The tags of a container: which owners hold entries of which tags, over all methods, and what was
 * invalidated while loads were in flight. It keeps neither owners nor entries alive.
 */
export class TagIndex {
  readonly places = new ByTag<TaggedPlace>();
  /** Numbers the invalidations. */
  now = 0;
  /** Loads in flight whose results may have tags. */
  inFlight = 0;
  /** The number of each tag's last invalidation, as far as it may matter to a load in flight. */
  readonly #recent = new Map<string, number>();
  /** The number of the last invalidation of which it is no longer known which tags it had. */
  #forgotten = 0;
  readonly #collected = new FinalizationRegistry<TagHome>((home) => home.end());

  /** How many tags are told apart for the loads in flight. */
  get remembered(): number {
    return this.#recent.size;
  }

  /** What it has to know of one method's entries. */
  homeOf(entries: TaggedEntries): TagHome {
    const home = new TagHome(this, entries);
    this.#collected.register(entries, home);
    return home;
  }

  /** Drops every entry that has one of these tags; no load in flight whose result has one is stored. */
  invalidate(tags: readonly string[]): void {
    this.now++;
    this.#note(tags);
    for (const tag of tags) for (const place of [...this.places.of(tag)]) place.drop(tag);
  }

  /** Notes that a load is no longer in flight. */
  landed(): void {
    this.inFlight--;
    if (this.inFlight === 0) this.#recent.clear();
  }

  /**
   * True where one of these tags was invalidated since the invalidation of that number; of tags that are not
   * known, where anything was.
   */
  isOutdated(tags: readonly string[] | undefined, since: number): boolean {
    if (since >= this.now) return false;
    if (tags === undefined || since < this.#forgotten) return true;
    return tags.some((tag) => (this.#recent.get(tag) ?? 0) > since);
  }

  #note(tags: readonly string[]): void {
    if (this.inFlight === 0) return;
    for (const tag of tags) this.#recent.set(tag, this.now);
    if (this.#recent.size <= MOST_RECENT) return;
    this.#recent.clear();
    this.#forgotten = this.now;
  }
}

/** What the index knows of one method's entries. */
export class TagHome {
  readonly #index: TagIndex;
  readonly #places = new Map<Place, TaggedPlace>();
  readonly #entries: WeakRef<TaggedEntries>;

  constructor(index: TagIndex, entries: TaggedEntries) {
    this.#index = index;
    this.#entries = new WeakRef(entries);
  }

  /** The entries, unless nobody can call their method any more. */
  get entries(): TaggedEntries | undefined {
    return this.#entries.deref();
  }

  /** Notes an entry under tags, before it has them: what has a tag is always found. */
  add(partition: Partition, entry: Entry, tags: readonly string[]): void {
    const holder = this.#reach(partition.place);
    partition.tagged ??= new ByTag();
    for (const tag of tags) if (partition.tagged.add(tag, entry)) this.#enter(holder, tag);
  }

  /** Forgets tags that an entry no longer has. */
  remove(partition: Partition, entry: Entry, tags: readonly string[]): void {
    const { place, tagged } = partition;
    const holder = this.#places.get(place);
    if (holder === undefined || tagged === undefined) return;
    for (const tag of tags) if (tagged.delete(tag, entry)) this.#leave(holder, tag);
    if (tagged.isEmpty) partition.tagged = undefined;
  }

  /** Forgets an owner whose entries are gone. */
  forget(place: Place): void {
    const holder = this.#places.get(place);
    if (holder === undefined) return;
    for (const tag of holder.tags) this.#index.places.delete(tag, holder);
    this.#places.delete(place);
  }

  /** Forgets all owners. */
  end(): void {
    for (const place of this.#places.keys()) this.forget(place);
  }

  /**
   * Puts right what a stack overflow has cut short, from what the entries of these owners have, whose
   * partitions have forgotten theirs. Adds first: what has a tag is always found.
   */
  rebuild(partitions: readonly Partition[]): void {
    const listed = new Set(partitions.map(({ place }) => place));
    for (const partition of partitions) {
      for (const entry of partition.inOrder()) {
        const tags = entry.details?.tags ?? [];
        if (tags.length > 0) this.add(partition, entry, tags);
      }
      const holder = this.#places.get(partition.place);
      if (holder === undefined) continue;
      for (const tag of holder.tags) if (partition.tagged?.has(tag) !== true) this.#leave(holder, tag);
    }
    for (const place of this.#places.keys()) if (!listed.has(place)) this.forget(place);
  }

  #reach(place: Place): TaggedPlace {
    const found = this.#places.get(place);
    if (found !== undefined) return found;
    const holder = new TaggedPlace(this, place);
    this.#places.set(place, holder);
    return holder;
  }

  #enter(holder: TaggedPlace, tag: string): void {
    holder.tags.add(tag);
    this.#index.places.add(tag, holder);
  }

  #leave(holder: TaggedPlace, tag: string): void {
    this.#index.places.delete(tag, holder);
    holder.tags.delete(tag);
    if (holder.tags.size === 0) this.#places.delete(holder.place);
  }
}

/** One owner that holds entries with tags, and those tags: how to forget it once it was collected. */
export class TaggedPlace {
  readonly #home: TagHome;
  readonly tags = new Set<string>();

  constructor(
    home: TagHome,
    readonly place: Place,
  ) {
    this.#home = home;
  }

  /** Drops its entries of a tag. */
  drop(tag: string): void {
    const { entries } = this.#home;
    if (entries === undefined) this.#home.end();
    else entries.dropTagged(this.place, tag);
  }
}
