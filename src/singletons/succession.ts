import type { WaitGraph } from '../context/wait-graph.js';
import { ScopeLeakWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { requireStack } from '../util/stack.js';
import { settledWithin } from '../util/time-limit.js';
import { SOON } from '../util/untrusted.js';
import { dependentsAmong, nearestBuilds, withDependencies } from './dependencies.js';
import { Disposals, unhurried } from './disposal.js';
import type { Holder, InvocationView } from './invocation-view.js';
import type { ClientRecord, Version } from './version.js';

/** What replacing singletons needs of the container. */
export interface SuccessionHost {
  readonly clock: TimerClock;
  readonly invocations: InvocationView;
  readonly waits: WaitGraph;
  warn(member: object, warning: WarmscopeWarning): void;
}

/** Closed while a read may take the short way: nothing is being built, and nobody reads what was replaced. */
export interface ReadGate {
  /** Reasons to take the long way. */
  slow: number;
}

/** What becomes of versions that are retired. */
interface Retirement {
  /** The invocations before this serial may hold them, but those that go on with an older version. */
  readonly before: number;
  /** These go on seeing them. */
  readonly isSeen: boolean;
  /** Any invocation before that serial may hold them; and only its own the one that was made of it. */
  readonly unborn?: Version;
}

/** Nobody holds it. */
const AT_ONCE: Retirement = { before: 0, isSeen: false };

/** What was begun within so many milliseconds was begun after the freeze: by what ran before the event. */
const SINCE_THAW_MS = 1_000;

/**
 * The versions of all clients: which are in use, which were retired, and who may hold those; the last one out
 * disposes them.
 */
export class Succession {
  readonly gate: ReadGate = { slow: 0 };
  /** Builds under way, but those that were given up. */
  readonly #building = new Set<Version>();
  readonly #kept = new Set<Version>();
  /** Versions that nobody else gets, but that somebody may hold; oldest retirement first. */
  readonly #retired = new Set<Version>();
  readonly #instances = new WeakMap<object, Version>();
  readonly #watched = new WeakSet<Holder>();
  readonly disposals: Disposals;
  #turns = 0;

  constructor(private readonly host: SuccessionHost) {
    this.disposals = new Disposals(host, this);
  }

  /** The versions that are kept. */
  kept(): Version[] {
    return [...this.#kept];
  }

  /** The versions that have an instance which is not disposed. */
  all(): Version[] {
    return [...this.#kept, ...this.#retired];
  }

  /** The versions of a client that are retired, and not disposed. */
  retiredOf({ client }: Pick<ClientRecord, 'client'>): Version[] {
    return [...this.#retired].filter((version) => version.client === client);
  }

  /** The version that an object is the instance of, or was before it was disposed. */
  versionOf(instance: object): Version | undefined {
    return this.#instances.get(instance);
  }

  /** The same, while the container keeps it. */
  residenceOf(instance: object): Version | undefined {
    const version = this.versionOf(instance);
    return version?.isDisposed === false ? version : undefined;
  }

  /** The innermost builds around the present call; several where they wait for one and the same load. */
  readers(): Version[] {
    const { current } = this.#building.size === 0 ? { current: undefined } : this.host.waits;
    return current === undefined ? [] : nearestBuilds([current], 'awaitedBy');
  }

  /** Notes a build that begins. */
  begin(version: Version): void {
    this.#building.add(version);
    this.gate.slow++;
    version.onLateReads = () => {
      if (this.#kept.has(version) && !version.isUnborn) this.#confine(version);
    };
  }

  /** Notes that a build has ended, one way or the other. */
  end(version: Version): void {
    this.#close(version);
    for (const open of nearestBuilds(version.waitsFor ?? [], 'waitsFor')) version.dependencies.add(open);
    this.host.waits.settle(version);
  }

  /** Takes a version in that was built; false where nobody but the readers at hand may get it. */
  admit(version: Version): boolean {
    version.turn = ++this.#turns;
    this.#kept.add(version);
    const unborn = [...version.dependencies].filter(({ isUnborn }) => isUnborn);
    for (const one of unborn) version.readsLike(one);
    if (unborn.some(({ isScoped }) => !isScoped)) this.failed(version);
    else if (version.isScoped) this.#confine(version);
    if (version.isUnborn) return false;
    const { instance } = version;
    if (typeof instance === 'object' && instance !== null) this.#instances.set(instance, version);
    this.watch();
    return true;
  }

  /** Has what was built with the promise of a failed version, or of one over it, built anew when used. */
  failed(version: Version): void {
    version.isUnborn = true;
    this.#undo(version, false);
  }

  /**
   * The version that the present invocation sees instead of the current one; a build sees only what is of
   * that invocation alone.
   */
  seenApart(record: ClientRecord, isForBuild: boolean): Version | undefined {
    const { active } = this.#retired.size === 0 ? { active: undefined } : this.host.invocations;
    const found =
      active && this.retiredOf(record).find((one) => one.isSeenBy(active) && (one.isScoped || !isForBuild));
    if (found?.isScoped === true) this.host.waits.noteReads(found.reads, active);
    return found;
  }

  /** Where no invocation is running, the read that finds a client expired replaces it. */
  checkAtRead({ current }: ClientRecord): void {
    if (current?.isMortal !== true || this.#running().length > 0) return;
    const now = this.host.clock.now();
    const expired = [...withDependencies([current])].filter((version) => version.isExpired(now));
    if (expired.length === 0) current.used(now);
    else this.#replace(expired, AT_ONCE);
  }

  /** Replaces versions between invocations: those that began before this serial go on with the old ones. */
  replace(versions: readonly Version[], newcomer: number): void {
    this.#replace(versions, { before: newcomer, isSeen: true });
  }

  /**
   * Has everybody get something new for these versions, and for what was built with them, at once; for that
   * alone where only `dependents` are meant. The invocations that are running may hold them.
   */
  withdraw(roots: readonly (Version | undefined)[], which: 'all' | 'dependents' = 'all'): void {
    const given = roots.filter((root) => root !== undefined);
    this.#unsee(given);
    const leaving = this.#withDependents(given);
    this.#replace(which === 'all' ? leaving : leaving.filter((version) => !given.includes(version)), {
      before: this.host.invocations.nextSerial,
      isSeen: false,
    });
  }

  /** Gives up the builds from before a freeze, which may wait for what is dead, and what is over them. */
  abandonBuilds(): void {
    const now = this.host.clock.now();
    const isNew = ({ begunAt }: Version): boolean => begunAt <= now && now - begunAt < SINCE_THAW_MS;
    const pending = this.#pending().filter((version) => !isNew(version));
    // Nobody is at work yet: whoever is to wait for the eager ones finds them under way.
    if (pending.length > 0) this.#retire(this.#withDependents(pending), AT_ONCE)();
  }

  /** Disposes what came of a build that was given up. */
  discard(version: Version): void {
    this.disposals.dispose([version]);
  }

  /**
   * Disposes all there is; what builds and disposals under way need comes after them, but they must not hold
   * up the rest: they may never end.
   */
  async disposeAll(terms = unhurried(this.host.clock)): Promise<void> {
    const building = this.#pending();
    const underWay = [...this.disposals.underWay];
    const needed = withDependencies([...building, ...this.disposals.leaving]);
    // Invocations that still see an old version share the next one.
    this.#unsee([...this.#retired]);
    await this.disposals.dispose(
      this.all().filter((version) => !needed.has(version)),
      terms,
    );
    if (needed.size > 0) {
      const settled = Promise.allSettled([...underWay, ...building.map(({ pending }) => pending)]);
      await settledWithin(settled, terms.limit(1), terms.clock);
      for (const version of building) this.#giveUp(version);
      // What has been begun anew meanwhile stays.
      await this.disposals.dispose(dependentsAmong(this.all(), needed), terms);
    }
    await Promise.all(underWay);
  }

  /** Has the ends of running invocations noted, where that concerns a version. */
  watch(): void {
    if (this.#retired.size === 0 && !this.kept().some(({ isMortal }) => isMortal)) return;
    for (const holder of this.#running()) {
      if (this.#watched.has(holder)) continue;
      this.#watched.add(holder);
      holder.onEnd(() => {
        this.noteUse(this.host.clock.now());
        this.disposeFree();
      });
    }
  }

  /** What has been read was in use until now. */
  noteUse(now: number): void {
    for (const version of this.#kept) version.noteUse(now, true);
  }

  /** Disposes what nobody holds any more: no running invocation, and nothing that is held itself. */
  disposeFree(): void {
    if (this.#retired.size === 0) return;
    const running = this.#running();
    const { nextSerial } = this.host.invocations;
    const isHeld = (version: Version): boolean =>
      version.heldBefore > nextSerial || running.some((holder) => version.isHeldBy(holder));
    const retired = [...this.#retired];
    const holders = [...this.#kept, ...this.#building, ...this.disposals.leaving, ...retired.filter(isHeld)];
    const held = withDependencies(holders);
    const free = retired.filter((version) => !held.has(version));
    if (free.length > 0) this.disposals.dispose(free);
  }

  /** Notes that the disposal of a version begins; readers get it until its turn comes. */
  release(version: Version): void {
    this.#kept.delete(version);
    this.#retired.delete(version);
    this.#leaveSight(version);
  }

  /** Takes out what was built with a version since its disposal began, and gives up what is being built. */
  takeBuiltWith(version: Version): Version[] {
    const dependents = this.#withDependents([version]);
    for (const one of dependents) this.#giveUp(one);
    return dependents.filter((one) => this.#kept.delete(one));
  }

  /** Builds that have given a promise, and nothing else yet. */
  #pending(): Version[] {
    return [...this.#building].filter(({ pending }) => pending !== undefined);
  }

  #running(): Holder[] {
    return [...this.host.invocations.running].filter(({ isOver }) => !isOver);
  }

  /** What is kept or being built of these, and with them. */
  #withDependents(roots: readonly Version[]): Version[] {
    return dependentsAmong([...this.#kept, ...this.#building], new Set(roots));
  }

  /** What was made of one invocation is that one's alone, and what was built with its promise as well. */
  #confine(version: Version): void {
    version.isUnborn = true;
    const { client } = version;
    const leak =
      `The factory of ${client.label} read the running invocation, but a container singleton serves every ` +
      "invocation, so what it built is this invocation's alone. " +
      'Build it from what all invocations share, or keep one for each tenant or user.';
    this.host.warn(client, new ScopeLeakWarning(leak));
    this.#undo(version, true);
  }

  /**
   * Retires what is not to be kept, as it was built with the promise of a version; builds under way are left
   * alone. Where no invocation is at work, the next one may still come to hold it.
   */
  #undo(unborn: Version, isSeen: boolean): void {
    const { active, nextSerial } = this.host.invocations;
    const undone = dependentsAmong(this.all(), new Set([unborn]));
    for (const version of undone) {
      version.isUnborn = true;
      if (isSeen) version.readsLike(unborn);
    }
    if (!isSeen) this.#unsee(undone);
    const before = active === undefined ? nextSerial + 1 : nextSerial;
    const kept = undone.filter((version) => this.#kept.has(version));
    void SOON.then(this.#retire(kept, { before, isSeen, unborn }));
  }

  /** Retires versions, and what was built with them. */
  #replace(roots: readonly Version[], retirement: Retirement): void {
    // Where a reader is at it, the next build and its failure are the reader's.
    if (roots.length > 0) void SOON.then(this.#retire(this.#withDependents(roots), retirement));
  }

  /** Retires what is kept, and gives up what is being built; gives what begins the eager ones anew. */
  #retire(versions: readonly Version[], retirement: Retirement): () => void {
    requireStack();
    const isGone = (version: Version): unknown =>
      this.#kept.has(version) ? this.#retireOne(version, retirement) : this.#giveUp(version);
    const gone = versions.filter(isGone);
    this.watch();
    this.disposeFree();
    return () => {
      for (const { client, record } of gone)
        if (client.options.eager === true) void record.deref()?.prepare(false);
    };
  }

  #retireOne(version: Version, { before, isSeen, unborn }: Retirement): true {
    const { origin } = version;
    const isOwn = version === unborn && isSeen && origin > 0;
    const older = unborn === undefined ? this.retiredOf(version) : [];
    const seen = older.filter((one) => one.isSeen && !one.isScoped);
    version.heldFrom = isOwn ? origin : Math.max(0, ...seen.map(({ heldBefore }) => heldBefore));
    version.heldBefore = isOwn ? origin + 1 : before;
    version.isSeen = isSeen;
    if (isSeen) this.gate.slow++;
    this.#kept.delete(version);
    this.#retired.add(version);
    version.letGo();
    return true;
  }

  /** Has the invocations that still saw these, or what was built with them, see the current versions. */
  #unsee(roots: readonly Version[]): void {
    for (const version of dependentsAmong(this.#retired, new Set(roots))) this.#leaveSight(version);
  }

  #leaveSight(version: Version): void {
    if (version.isSeen) this.gate.slow--;
    version.isSeen = false;
  }

  /** Gives up a build under way: its readers get what comes after it. False where it is to be kept. */
  #giveUp(version: Version): boolean {
    if (!this.#building.has(version) || !version.fence()) return false;
    this.#close(version);
    return true;
  }

  /** Counts a build no longer among those under way. */
  #close(version: Version): void {
    const record = version.record.deref();
    if (record?.building === version) record.building = undefined;
    if (this.#building.delete(version)) this.gate.slow--;
  }
}
