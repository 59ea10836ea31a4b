/** Gives what stands in for a client; of a keyed member, for that of a call. */
export type StandIn = (call?: unknown) => unknown;

/** What a test gives everybody in the place of clients and tokens. */
export interface StandIns {
  /**
   * What is given in the place of a client's record, of a keyed member or of a token; undefined where nothing
   * is. Notes who is built with it, so that it is built anew when that changes.
   */
  find(target: unknown): StandIn | undefined;
}
