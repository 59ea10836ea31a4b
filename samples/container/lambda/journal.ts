/** What can happen to a container, seen from outside. */
export type Happening =
  | 'registered' // an extension
  | 'refused' // an extension's registration
  | 'runtime next' // the runtime asked for its next event
  | 'extension next'
  | 'event' // the runtime got an event
  | 'first byte' // of a streamed answer
  | 'answer' // the caller has the whole answer
  | 'error' // the caller has an error
  | 'frozen'
  | 'thawed'
  | 'SIGTERM'
  | 'SIGKILL'
  | 'ended';

export interface JournalEntry {
  readonly what: Happening;
  /** By `performance.now()` of the process that watches. */
  readonly at: number;
  readonly requestId: string | undefined;
}

/** What happened to a container, in order. */
export class Journal {
  readonly entries: JournalEntry[] = [];

  add(what: Happening, requestId?: string): void {
    this.entries.push({ what, at: performance.now(), requestId });
  }

  /** When it happened last; an error when it never did. */
  last(what: Happening, requestId?: string): number {
    const entry = this.entries.findLast((each) => each.what === what && (requestId === undefined || each.requestId === requestId));
    if (!entry) throw new Error(`The journal has no '${what}', only: ${this.entries.map((each) => each.what).join(', ')}.`);
    return entry.at;
  }

  count(what: Happening): number {
    return this.entries.filter((each) => each.what === what).length;
  }
}
