import * as node from '../util/node-modules.js';
import { bufferOf } from './buffer-of.js';
import type { Name } from './names.js';
import type { StoredBytes } from './store.js';

const EPOCH_BYTES = 9;
/** More than an epoch of any version has. */
const MOST_BYTES = 64;

/** Random bytes that an entry bears, and that the store has as long as the entry is current. */
export interface Epoch {
  readonly bytes: Uint8Array;
  /** The bytes as a text, to be compared. */
  readonly text: string;
}

/** An epoch that nothing bears yet: never counted, so that one that was lost does not come back. */
export function newEpoch(): Epoch {
  return epochOf(node.crypto().randomBytes(EPOCH_BYTES));
}

/** The epoch that a store gave; of what is none, however large, as much as one could have. */
export function epochOf(given: Uint8Array): Epoch {
  const bytes = bufferOf(given).subarray(0, MOST_BYTES);
  return { bytes, text: bytes.toString('base64url') };
}

/** What the store has under some names; undefined for those that it has nothing under. */
export type Epochs = ReadonlyMap<string, Epoch | undefined>;

/** The epochs under these names, from an answer in the same order. */
export function epochsOf(names: readonly Name[], answer: readonly (StoredBytes | undefined)[]): Epochs {
  return new Map(names.map(([, stored], at) => [stored, answer[at] && epochOf(answer[at].value)]));
}

/** The texts of the epochs under these names; undefined where one is missing. */
export function textsOf(names: readonly Name[], epochs: Epochs): string[] | undefined {
  const texts = names.flatMap(([, stored]) => epochs.get(stored)?.text ?? []);
  return texts.length === names.length ? texts : undefined;
}

/** What a container knows of the value of one of its entries. */
export class Mark {
  /** The number of the moment from which the value is: own invalidations after it end it. */
  bornAt: number;
  /** A question that is to confirm it. */
  asking: Promise<void> | undefined;

  constructor(
    /** What numbers its moments: those of another tier mean nothing. */
    readonly order: object,
    readonly names: readonly Name[],
    /** The number of the last question that has confirmed it, and when that was sent by the wall clock. */
    public askedAt: number,
    public askedAtTime: number,
    /** `G` as it was before its epochs were read. */
    public g: string | undefined,
    /** The texts of its epochs; undefined where the store was not asked: of use only while it is down. */
    public texts?: readonly string[],
  ) {
    this.bornAt = askedAt;
  }
}
