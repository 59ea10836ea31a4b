import type { Slot } from './entry.js';
import type { MemberPlan } from './member-plan.js';
import type { Partition } from './partition.js';
import { Wait } from './wait-graph.js';

/** One running load of one key: its leader called the loader, its followers share the outcome. */
export class Flight {
  /** Its node among what waits for what: apart, as whatever the loader leaves running keeps hold of it. */
  readonly wait: Wait;
  /** What the followers wait for; undefined while the loader has not returned. */
  promise: Promise<unknown> | undefined;
  /** An invalidation came after take-off: the callers get the value, and it is not stored. */
  isFenced = false;
  /** False once the result turned out to be readable only once: followers load for themselves. */
  isShareable = true;

  constructor(
    readonly member: MemberPlan,
    readonly partition: Partition,
    readonly slot: Slot,
    readonly startedAt: number,
  ) {
    this.wait = new Wait(member.label);
  }

  /** Keeps the flight from storing, and later calls from joining it. */
  fence(): void {
    this.isFenced = true;
    if (this.slot.flight === this) this.slot.flight = undefined;
  }
}
