import type { KeyPart, Rest } from './key.js';

/** What a key tree holds: the place of one key. */
export class Keyed {
  readonly part: KeyPart;
  readonly rest: Rest;

  constructor(part: KeyPart, rest: Rest) {
    this.part = part;
    this.rest = rest;
  }

  /** Tells it from a level among the branches of a key tree, without a walk along its prototypes. */
  get isLevel(): false {
    return false;
  }
}

/** Makes the place of a key: of one with several parts where `isChained`. */
export type MakeKeyed<E extends Keyed> = (part: KeyPart, rest: Rest, isChained: boolean) => Chained<E>;

/** The place of a key of several parts, with the next one whose key begins alike. */
export type Chained<E extends Keyed> = E & { chain?: Chained<E> | undefined };
