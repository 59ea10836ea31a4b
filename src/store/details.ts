/** What only some options keep of an entry; one whose method has none of them has no details. */
export class Details {
  /** What it weighs, in estimated bytes. */
  bytes = 0;
  /** Undefined where it has none, and of a value that nobody has asked for them. */
  tags: readonly string[] | undefined;
  /** Its own stale windows, in milliseconds; undefined for its method's. */
  staleWhileRevalidate: number | undefined;
  staleIfError: number | undefined;
  /** When it was written or read last, in milliseconds since its method's first writing. */
  readAt = 0;
  /** What a tier behind the cache knows of its value. */
  mark: object | undefined;
}
