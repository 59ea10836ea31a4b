import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../spec/support/soak/random.js';
import type { Invocation, WorkerProcess } from '../bed/worker-process.js';
import { read, update } from '../calls.js';
import { type Call, type Item, MEMBERS, type MemberName, type Outcome, type Steps } from '../messages.js';
import { type Fault, Oracle, type Read } from '../oracle.js';

/** What the invocations ask for. */
export interface Demand {
  readonly keys: Readonly<Partial<Record<MemberName, readonly string[]>>>;
  readonly readsInOne: number;
  /** How many of the invocations update something. */
  readonly updating: number;
  /** The longest pause between two invocations of a container, in milliseconds. */
  readonly pauseMs: number;
}

/** Random invocations of all containers, each of whose reads the oracle judges in the end. */
export class Traffic {
  readonly oracle: Oracle;
  invocations = 0;
  updates = 0;
  failed: string[] = [];
  readonly #reads: Read[] = [];
  /** What each container has written and not told the store yet. */
  readonly #pending = new Map<string, Item[]>();
  readonly #members: readonly MemberName[];

  constructor(
    localTtl: number,
    private readonly demand: Demand,
    private readonly random: Random,
  ) {
    this.oracle = new Oracle(localTtl);
    this.#members = MEMBERS.filter((member) => demand.keys[member] !== undefined);
  }

  /** Sends invocations to a container, one after the other, until it is told to end. */
  async drive(worker: WorkerProcess, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.note(await worker.invoke(this.steps()));
      await sleep(this.random.upTo(this.demand.pauseMs));
    }
  }

  /** Counts an invocation and keeps its reads for the oracle. */
  note({ worker, sentAt, answeredAt, outcomes, state }: Invocation): void {
    this.invocations += 1;
    const own = new Map<string, number>();
    const pending = this.#pending.get(worker) ?? [];
    this.#pending.set(worker, pending);
    for (const { call, item, error } of outcomes) {
      const name = `${call.member} ${call.key}`;
      if (item === undefined) this.failed.push(`${worker}: ${call.do} of ${name}: ${error}`);
      else if (call.do === 'read') this.#reads.push({ ...call, item, sentAt, answeredAt, ownVersion: own.get(name) });
      else {
        this.updates += 1;
        own.set(name, item.version);
        pending.push(item);
      }
    }
    if (state.pendingInvalidations > 0) return;
    for (const item of pending.splice(0)) this.oracle.acknowledged(item, item.version, answeredAt);
  }

  /** All reads that were wrong, by what was wrong with them. */
  faults(): Map<Fault, Read[]> {
    const found = new Map<Fault, Read[]>();
    for (const each of this.#reads) {
      const fault = this.oracle.judge(each);
      if (fault !== undefined) found.set(fault, [...(found.get(fault) ?? []), each]);
    }
    return found;
  }

  /** Updates of which it is not known that the store has been told. */
  get unacknowledged(): number {
    return [...this.#pending.values()].reduce((sum, pending) => sum + pending.length, 0);
  }

  private steps(): Steps {
    const reads = Array.from({ length: this.demand.readsInOne }, () => this.call(read));
    if (!this.random.happens(this.demand.updating)) return [reads];
    const updated = this.call(update);
    return [reads, [updated], [read(updated.key, updated.member), this.call(read)]];
  }

  private call(make: (key: string, member: MemberName) => Call): Call {
    const member = this.random.pick(this.#members);
    return make(this.random.pick(this.demand.keys[member] ?? []), member);
  }
}

/** The outcomes that are older than what the origin has. */
export function outdated(outcomes: readonly Outcome[], versionOf: (member: MemberName, key: string) => number): Outcome[] {
  return outcomes.filter(({ call, item }) => item?.version !== versionOf(call.member, call.key));
}
