import type { ValueCodec } from '../cache/facts.js';
import { type SharedMember, sharedId } from '../features/shared.js';
import { parseDuration } from '../util/duration.js';

/** How the values of a member are shared with other containers. Times in milliseconds. */
export interface SharedFacts {
  /** What the store calls the member: `id@version`. */
  readonly id: string;
  /** The longest life of a local copy that nobody could verify. */
  readonly localTtl: number;
  /** How long a load may take; undefined for what the tier says. */
  readonly lease: number | undefined;
  /** How long to wait for another container's load; undefined for two leases. */
  readonly wait: number | undefined;
  /** Refuses what was stored by other code. */
  readonly check: ((value: unknown) => boolean) | undefined;
  readonly codec: ValueCodec | undefined;
}

const LOCAL_TTL_MS = 60_000;
/** A store keeps nothing for ever. */
const LONGEST_LEASE_MS = 24 * 3_600_000;

/** The checked option `shared`, in either form. */
export function readFacts(given: string | object): SharedFacts {
  const { localTtl, wait, lease, check, codec } = Object(given) as Partial<SharedMember>;
  const ownLease = parseDuration(lease);
  return {
    id: sharedId(given),
    localTtl: parseDuration(localTtl) ?? LOCAL_TTL_MS,
    wait: parseDuration(wait),
    lease: ownLease && Math.min(ownLease, LONGEST_LEASE_MS),
    check,
    codec,
  };
}
