import type { WaitGraph } from '../context/wait-graph.js';
import { DisposalWarning, ScopeLeakWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { requireStack } from '../util/stack.js';
import { settledWithin } from '../util/time-limit.js';
import { messageOf, SOON } from '../util/untrusted.js';
import { dependentsAmong, dependentsFirst, nearestBuilds, withDependencies } from './dependencies.js';
import { type DisposalTerms, disposeVersion, unhurried } from './disposal.js';
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

/** A build begun within so many milliseconds was begun after the freeze, as what ran before the event may have. */
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
  readonly #disposals = new Set<Promise<void>>();
  /** Versions whose disposal is under way, which may still need what they were built with. */
  readonly #leaving = new Set<Version>();
  readonly #instances = new WeakMap<object, Version>();
  readonly #watched = new WeakSet<Holder>();
  /** Disposals that no invocation waits for yet. */
  #unclaimed: Promise<void>[] = [];
  #turns = 0;

  constructor(private readonly host: SuccessionHost) {}

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

  /** The version that an object is the instance of, while the container keeps it. */
  residenceOf(instance: object): Version | undefined {
    const version = this.#instances.get(instance);
    return version?.isDisposed === false ? version : undefined;
  }

  /** The client that an object was the instance of, once the container keeps it no longer. */
  formerlyOf(instance: object): ClientRecord | undefined {
    const version = this.#instances.get(instance);
    return version?.isDisposed === true ? version.record.deref() : undefined;
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

  /** Has what was built with the promise of a version that failed, or stands on one, built anew at its next use. */
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

  /** Replaces versions between invocations: those that began before the one of this serial go on with them. */
  replace(versions: readonly Version[], newcomer: number): void {
    this.#replace(versions, { before: newcomer, isSeen: true });
  }

  /** Withdraws clients that turned out dead, builds under way included. */
  invalidate(records: readonly ClientRecord[]): void {
    // Where the present invocation still had the old one, its successor is not to blame.
    const blamed = records.filter((record) => this.seenApart(record, false) === undefined);
    const dead = blamed.flatMap(({ current, building }) => [current, building]);
    this.withdraw([...dead, ...records.flatMap((record) => this.retiredOf(record))]);
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

  /** Gives up the builds from before a freeze, and what was built with them: they may wait for what is dead. */
  abandonBuilds(): void {
    const now = this.host.clock.now();
    const isNew = ({ begunAt }: Version): boolean => begunAt <= now && now - begunAt < SINCE_THAW_MS;
    const pending = this.#pending().filter((version) => !isNew(version));
    // Nobody is at work yet: whoever is to wait for the eager ones finds them under way.
    if (pending.length > 0) this.#retire(this.#withDependents(pending), AT_ONCE)();
  }

  /** Disposes what came of a build that was given up. */
  discard(version: Version): void {
    this.#unclaimed.push(this.#dispose([version]));
  }

  /**
   * Disposes all there is; what builds and disposals under way need comes after them, but they must not hold
   * up the rest: they may never end.
   */
  async disposeAll(terms = unhurried(this.host.clock)): Promise<void> {
    const building = this.#pending();
    const disposals = [...this.#disposals];
    const needed = withDependencies([...building, ...this.#leaving]);
    // Invocations that still see an old version share the next one.
    this.#unsee([...this.#retired]);
    await this.#dispose(
      this.all().filter((version) => !needed.has(version)),
      terms,
    );
    if (needed.size > 0) {
      const settled = Promise.allSettled([...disposals, ...building.map(({ pending }) => pending)]);
      await settledWithin(settled, terms.limit(1), terms.clock);
      for (const version of building) this.#giveUp(version);
      // What has been begun anew meanwhile stays.
      await this.#dispose(dependentsAmong(this.all(), needed), terms);
    }
    await Promise.all(disposals);
  }

  /** Resolves when the disposals have ended that nobody waited for before; undefined where there are none. */
  claimDisposals(): Promise<unknown> | undefined {
    const claimed = this.#unclaimed;
    this.#unclaimed = [];
    // What they were built with follows.
    return claimed.length === 0 ? undefined : Promise.all(claimed).then(() => this.claimDisposals());
  }

  /** Has the ends of running invocations noted, where that concerns a version. */
  watch(): void {
    if (this.#retired.size === 0 && !this.kept().some(({ isMortal }) => isMortal)) return;
    for (const holder of this.#running()) {
      if (this.#watched.has(holder)) continue;
      this.#watched.add(holder);
      holder.onEnd(() => {
        this.noteUse(this.host.clock.now());
        this.#disposeFree();
      });
    }
  }

  /** What has been read was in use until now. */
  noteUse(now: number): void {
    for (const version of this.#kept) version.noteUse(now, true);
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

  /** Retires what is kept of these, and gives up what is being built; gives what begins eager clients anew. */
  #retire(versions: readonly Version[], retirement: Retirement): () => void {
    requireStack();
    const isGone = (version: Version): unknown =>
      this.#kept.has(version) ? this.#retireOne(version, retirement) : this.#giveUp(version);
    const gone = versions.filter(isGone);
    this.watch();
    this.#disposeFree();
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
    letGo(version);
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

  /** Disposes what nobody holds any more: no running invocation, and nothing that is held itself. */
  #disposeFree(): void {
    if (this.#retired.size === 0) return;
    const running = this.#running();
    const { nextSerial } = this.host.invocations;
    const isHeld = (version: Version): boolean =>
      version.heldBefore > nextSerial || running.some((holder) => version.isHeldBy(holder));
    const held = withDependencies([
      ...this.#kept,
      ...this.#building,
      ...this.#leaving,
      ...[...this.#retired].filter(isHeld),
    ]);
    const free = [...this.#retired].filter((version) => !held.has(version));
    if (free.length > 0) this.#unclaimed.push(this.#dispose(free));
  }

  #dispose(versions: readonly Version[], terms = unhurried(this.host.clock)): Promise<void> {
    for (const version of versions) this.#leaving.add(version);
    const disposal = this.#disposeInTurn(versions, terms).then(() => {
      this.#disposals.delete(disposal);
      for (const version of versions) this.#leaving.delete(version);
      this.#disposeFree();
    });
    this.#disposals.add(disposal);
    return disposal;
  }

  /** Disposes one after the other, dependents first; one that fails or takes too long is a warning. */
  async #disposeInTurn(versions: readonly Version[], { clock, limit }: DisposalTerms): Promise<void> {
    for (const version of versions) {
      this.#kept.delete(version);
      this.#retired.delete(version);
      this.#leaveSight(version);
    }
    const since = this.#turns;
    let left = versions.length;
    for (const version of dependentsFirst(versions)) {
      // From now on nothing can be built with it.
      letGo(version);
      for (const next of [...this.#takeBuiltWith(version, since), version]) {
        letGo(next);
        await disposeVersion(next, limit(left), clock).catch((cause: unknown) => {
          const problem = `The disposal of ${next.client.label} failed: ${messageOf(cause)}`;
          this.host.warn(next.client, new DisposalWarning(problem, { cause }));
        });
      }
      left--;
    }
  }

  /** Takes out what was built with a version after so many, and gives up what is still being built with it. */
  #takeBuiltWith(version: Version, since: number): Version[] {
    const built = this.#withDependents([version]).filter((one) =>
      this.#kept.has(one) ? one.turn > since : void this.#giveUp(one),
    );
    for (const one of built) this.#kept.delete(one);
    return dependentsFirst(built);
  }
}

/** Has readers not get a version from now on. */
function letGo(version: Version): void {
  const record = version.record.deref();
  if (record?.current === version) record.current = undefined;
}
