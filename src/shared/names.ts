import { CacheKeyError } from '../errors.js';
import { LOCAL, leafText } from '../keys/encode.js';
import { type KeyPart, MARKS, type ResolvedKey } from '../keys/key.js';
import type { Envelopes } from './envelope.js';
import type { SharedFacts } from './facts.js';

/** How many buckets the keys of a member are put into: what is invalidated by key, is so by bucket. */
const BUCKETS = 256;

/** The most tags whose names are remembered. */
const MOST_TAGS = 10_000;

/** An epoch: what an envelope calls it, and what the store does. */
export type Name = readonly [short: string, stored: string];

/** What the store calls all that belongs to one key of a member. */
export interface SharedKey {
  /** The id of the member with its version, the tenant, the encoded key. */
  readonly text: string;
  readonly value: string;
  readonly lease: string;
  /** The epochs that its entries bear, those of tags apart: of the member, the bucket, its renewals. */
  readonly names: readonly [member: Name, bucket: Name, renewals: Name];
}

/** What the store calls things: digests, behind a prefix. */
export class Names {
  /** What changes with every invalidation. */
  readonly g: string;
  /** The epoch of all tags together. */
  readonly allTags: Name;
  readonly #buckets = new Map<string, SharedKey['names']>();
  readonly #tags = new Map<string, Name>();

  constructor(
    private readonly prefix: string,
    private readonly envelopes: Envelopes,
  ) {
    this.g = this.#epoch('g');
    this.allTags = ['a', this.#epoch('a')];
  }

  /** What belongs to a key, as an entry of a member has it. */
  ofKey({ id }: SharedFacts, key: ResolvedKey, isOfTenant: boolean): SharedKey {
    const [tenant, own] = isOfTenant ? partsOf(key) : [undefined, key];
    const ownText = keyText(own);
    const whose = tenant === undefined ? 'none' : JSON.stringify(tenant);
    const text = `[${JSON.stringify(id)},${whose},${ownText}]`;
    const digest = this.envelopes.digest(text);
    return {
      text,
      value: `${this.prefix}:v:${digest}`,
      lease: `${this.prefix}:l:${digest}`,
      names: this.#namesOf(id, ownText),
    };
  }

  /** The epochs of a key, whichever tenant's. */
  namesOf({ id }: SharedFacts, key: ResolvedKey): SharedKey['names'] {
    return this.#namesOf(id, keyText(key));
  }

  /** The epoch of all entries of a member. */
  ofMember({ id }: SharedFacts): Name {
    return this.#bucket(id, 0)[0];
  }

  ofTag(tag: string): Name {
    const found = this.#tags.get(tag);
    if (found !== undefined) return found;
    const name = [`t:${tag}`, this.#epoch(`t:${tag}`)] as const;
    if (this.#tags.size >= MOST_TAGS) this.#tags.clear();
    this.#tags.set(tag, name);
    return name;
  }

  #namesOf(id: string, text: string): SharedKey['names'] {
    return this.#bucket(id, hashOf(text) % BUCKETS);
  }

  #bucket(id: string, bucket: number): SharedKey['names'] {
    const found = this.#buckets.get(`${bucket}:${id}`);
    if (found !== undefined) return found;
    const names = [
      ['m', this.#epoch(`m:${id}`)],
      ['b', this.#epoch(`b:${bucket}:${id}`)],
      ['r', this.#epoch(`r:${bucket}:${id}`)],
    ] as const;
    this.#buckets.set(`${bucket}:${id}`, names);
    return names;
  }

  #epoch(text: string): string {
    return `${this.prefix}:e:${this.envelopes.digest(text)}`;
  }
}

/** The tenant of a key, and the key that it has within it. */
function partsOf(key: ResolvedKey): [tenant: KeyPart, own: ResolvedKey] {
  const [tenant, mark, ...rest] = key as readonly KeyPart[];
  return [tenant, mark === MARKS.alone ? rest[0] : rest];
}

/** The text of a key, the same in every process. No part's text begins with a bracket or a tilde. */
function keyText(key: ResolvedKey): string {
  const text = anyKeyText(key);
  if (!text.includes(LOCAL)) return text;
  throw new CacheKeyError(
    'The key of a method with "shared" contains a symbol that no other process has. Use Symbol.for(name).',
  );
}

function anyKeyText(key: ResolvedKey): string {
  if (typeof key !== 'object' || key === null) return leafText(key);
  if (key[0] === MARKS.text) return `~${String(key[1])}`;
  return `[${key.map((part) => (part === MARKS.nan ? 'NaN' : leafText(part))).join()}]`;
}

/** FNV-1a over a text: which bucket a key is in has to be the same everywhere, whatever the secrets. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}
