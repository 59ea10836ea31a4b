/** What only some options keep of an entry; one whose method has none of them has no details. */
export class Details {
  /** What the entry weighs, in estimated bytes. */
  bytes = 0;
  /** The entry's tags; undefined where there are none, and of a value that nobody has asked for them. */
  tags: readonly string[] | undefined;
  /** The entry's own stale windows, in milliseconds; undefined for its method's. */
  staleWhileRevalidate: number | undefined;
  staleIfError: number | undefined;
  /** When the entry was written or read last, in milliseconds since its method's first writing. */
  readAt = 0;
  /** What a tier behind the cache knows of its value. */
  mark: object | undefined;
}
