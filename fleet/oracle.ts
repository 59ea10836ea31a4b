import type { Item, MemberName } from './messages.js';

/** A key of the origin. */
export interface Subject {
  readonly member: MemberName;
  readonly key: string;
}

/** A read, with the moments at which the driving process sent it and had its answer; `item` is what came. */
export interface Read extends Subject {
  readonly item: Pick<Item, 'member' | 'key' | 'version'>;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The version that the same invocation had written before, if it had. */
  readonly ownVersion?: number | undefined;
}

/** A time in which the store may have been out of reach, until all containers had time to find it again. */
export interface Outage {
  readonly from: number;
  readonly until: number;
}

/** What is wrong with a read. */
export type Fault = 'another key' | 'never written' | 'stale' | 'stale in the outage' | 'own update missed';

interface Update {
  readonly version: number;
  readonly at: number;
}

/** Knows which versions a read may see, from what was written and acknowledged when, by one monotonic clock. */
export class Oracle {
  readonly outages: Outage[] = [];
  readonly #written = new Map<string, Update[]>();
  readonly #acknowledged = new Map<string, Update[]>();

  constructor(private readonly localTtl: number) {}

  /** The origin has this version from now on. */
  wrote(subject: Subject, version: number, at: number): void {
    listOf(this.#written, subject).push({ version, at });
  }

  /** The container that wrote it has answered, and its store has been told. */
  acknowledged(subject: Subject, version: number, at: number): void {
    listOf(this.#acknowledged, subject).push({ version, at });
  }

  judge(read: Read): Fault | undefined {
    const { item, member, key, ownVersion = 0 } = read;
    if (item.member !== member || item.key !== key) return 'another key';
    if (item.version > newest(this.#written, read, read.answeredAt)) return 'never written';
    if (item.version < ownVersion) return 'own update missed';
    if (item.version >= newest(this.#acknowledged, read, read.sentAt)) return undefined;
    if (!this.outages.some(({ from, until }) => read.sentAt < until && from < read.answeredAt)) return 'stale';
    return item.version < newest(this.#written, read, read.sentAt - this.localTtl) ? 'stale in the outage' : undefined;
  }
}

function listOf(lists: Map<string, Update[]>, { member, key }: Subject): Update[] {
  const name = `${member} ${key}`;
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

/** The newest version that there was at a moment; the first one was always there. */
function newest(lists: Map<string, Update[]>, subject: Subject, at: number): number {
  return listOf(lists, subject).reduce((version, update) => (update.at <= at ? Math.max(version, update.version) : version), 1);
}
