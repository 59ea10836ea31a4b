import type { Item, MemberName } from '../messages.js';

/** One load of the origin. */
export interface Load {
  readonly number: number;
  readonly worker: string;
  readonly member: MemberName;
  readonly key: string;
  readonly version: number;
  /** Milliseconds by the driving process' monotonic clock. */
  readonly at: number;
}

const GROUPS = 6;
const UPDATES_IN_A_GROUP = 3;

/** The data behind the fleet, with a version for each key; what a load finds is what there was when it began. */
export class DataOrigin {
  readonly loads: Load[] = [];
  readonly #versions = new Map<string, number>();
  /** How long a load takes, in milliseconds. */
  loadMs = 25;
  writeMs = 3;
  /** The length of an item's text. */
  textLength = 0;

  versionOf(member: MemberName, key: string): number {
    return this.#versions.get(`${member} ${key}`) ?? 1;
  }

  /** What a load by a worker finds, at once: whoever asks is answered later. */
  load(worker: string, member: MemberName, key: string): Item {
    const version = this.versionOf(member, key);
    const number = this.loads.length + 1;
    this.loads.push({ number, worker, member, key, version, at: performance.now() });
    return this.item(member, key, version, number);
  }

  write(member: MemberName, key: string): Item {
    const version = this.versionOf(member, key) + 1;
    this.#versions.set(`${member} ${key}`, version);
    return { ...this.item(member, key, version, 0), formerGroup: groupOf(key, version - 1) };
  }

  /** Loads of a key so far, or of all. */
  count(key?: string): number {
    return key === undefined ? this.loads.length : this.loads.filter((load) => load.key === key).length;
  }

  private item(member: MemberName, key: string, version: number, load: number): Item {
    const text = this.textLength > 0 ? { text: `${key} `.padEnd(this.textLength, '.') } : {};
    return { member, key, version, load, group: groupOf(key, version), shape: '', ...text };
  }
}

/** The group an item is in: it moves to another one from time to time. */
function groupOf(key: string, version: number): number {
  const number = Number(/\d+$/.exec(key)?.[0] ?? 0);
  return (number + Math.floor(version / UPDATES_IN_A_GROUP)) % GROUPS;
}
