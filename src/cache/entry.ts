import type { KeyPart, Rest } from './key.js';

/**
 * The place of one key: its value with the time of writing, and the next in the order of use. Few fields and no boxed number,
 * as there may be a hundred thousand of them.
 */
export class Entry {
  // What a hit reads comes first, so that it lies together in memory.
  /** The value, or a {@link Box} around it; while nothing is written, the flight that loads it. */
  value: unknown;
  /** Milliseconds since its method's first writing; undefined while there is nothing to serve. */
  writtenAt: number | undefined;
  /** The number of its last use: negated while the order is up to date with it, 0 while it is in no order. */
  stamp = 0;
  readonly rest: Rest;
  readonly part: KeyPart;
  /** The next one in the line of its partition's order. */
  newer: Entry | undefined;

  constructor(part: KeyPart, rest: Rest) {
    this.rest = rest;
    this.part = part;
  }

  get hasValue(): boolean {
    return this.writtenAt !== undefined;
  }

  /** The number of its last use, over all entries of its method. */
  get usedAt(): number {
    return Math.abs(this.stamp);
  }

  /** True while its last use waits to be put in order. */
  get isNoted(): boolean {
    return this.stamp > 0;
  }

  /** Tells it from a level among the branches of a key tree: a property of the class, so that hits need not read a prototype chain. */
  get isLevel(): false {
    return false;
  }
}

/** The place of a key of several parts. */
export class ChainedEntry extends Entry {
  /** The next entry whose key begins with the same part. */
  chain: ChainedEntry | undefined;
}

/** What a load ended with: a value, an error that was thrown, or one that came out of a promise. */
export type Outcome = 'value' | 'thrown' | 'rejected';

/** What is kept of a load. */
export interface Kept {
  readonly value: unknown;
  /** Milliseconds that it is fresh. */
  readonly ttl: number;
  /** It came out of a promise. */
  readonly isPromised: boolean;
  readonly outcome?: Outcome;
  /** The time, where it has just been looked up. */
  readonly at?: number | undefined;
}

/** A value with what only some methods have to know of it: a lifetime of its own, the promise that hits hand out, that it is an error. */
export class Box {
  promise: Promise<unknown> | undefined;

  constructor(
    readonly value: unknown,
    readonly ttl: number,
    /** It came out of a promise, so it is handed out as one. */
    public isPromised: boolean,
    readonly outcome: Outcome = 'value',
  ) {}
}

/** True while something written then may be served; both bounds count, as the clock may have been stepped back. */
export function isWithin(writtenAt: number, ttl: number, at: number): boolean {
  return writtenAt <= at && at < writtenAt + ttl;
}
