import type { KeyPart } from '../keys/key.js';
import { type Chained, Keyed, type Rest } from '../keys/key-parts.js';
import type { Details } from './details.js';
import * as KINDS from './kinds.js';

/** What an entry takes beside its value, key included: 215 to 400 bytes were measured. */
export const BYTES_OF_ENTRY = 250;

/**
 * The place of one key: its value with its times, and its neighbours in the order of use. Few fields and no
 * boxed number, as there may be a hundred thousand of them.
 */
export class Entry extends Keyed {
  /** What was kept; of a promised value a {@link Promised}. */
  value: unknown;
  kind: KINDS.Kind = KINDS.empty;
  /** When the value was written, in milliseconds since its method's first writing. */
  writtenAt = 0;
  /** Milliseconds that it is fresh; 0 for as long as the container lives. */
  ttl = 0;
  /** The number of the entry's last use, over all entries of its method. */
  usedAt = 0;
  /** The newest load that is to fill it: it has to stay so long. */
  load: object | undefined;
  /** What only some options keep: no field, so that only entries that have it pay for it. */
  declare details: Details | undefined;
  /** The entries of the same owner that were used just before and after it. */
  older: Entry | undefined;
  newer: Entry | undefined;

  get hasValue(): boolean {
    return this.kind !== KINDS.empty;
  }

  /** True where a failure was kept in place of a value. */
  get isError(): boolean {
    return this.kind >= KINDS.thrown;
  }

  /** The settled value or error. */
  get settled(): unknown {
    return this.kind === KINDS.promised ? (this.value as Promised).value : this.value;
  }
}

/** The place of a key of several parts. */
class ChainedEntry extends Entry {
  /** The next one whose key begins with the same part. */
  chain: Chained<Entry> | undefined;
}

/** A value that came out of a promise, with the promise that hits give. */
export class Promised {
  promise: Promise<unknown> | undefined;

  constructor(readonly value: unknown) {}
}

/** Makes the entries of a key tree. */
export function makeEntry(part: KeyPart, rest: Rest, isChained: boolean): Chained<Entry> {
  return isChained ? new ChainedEntry(part, rest) : new Entry(part, rest);
}
