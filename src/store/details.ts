/** The tags of an entry that has none, and of a value that nobody has asked for its tags. */
export const NO_TAGS: readonly string[] = [];

/** What only some options keep of an entry; one whose method has none of them has no details. */
export class Details {
  /** What it weighs, in estimated bytes. */
  bytes = 0;
  tags: readonly string[] = NO_TAGS;
  /** Its own stale windows, in milliseconds; undefined for its method's. */
  staleWhileRevalidate: number | undefined = undefined;
  staleIfError: number | undefined = undefined;
  /** When it was written or read last, in milliseconds since its method's first writing. */
  readAt = 0;
}
