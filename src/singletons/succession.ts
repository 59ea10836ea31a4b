import type { WaitGraph } from '../context/wait-graph.js';
import { ScopeLeakWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { requireStack } from '../util/stack.js';
import { settledWithin } from '../util/time-limit.js';
import { SOON } from '../util/untrusted.js';
import { apart, dependentsAmong, nearestBuilds, withDependencies } from './dependencies.js';
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

/** Open to the fast path of reads while nothing is being built, and nobody reads a retired version. */
export interface ReadGate {
  /** How many reasons there are to take the slow path. */
  slow: number;
}

/** What becomes of versions that are retired. */
interface Retirement {
  /** Invocations before this serial may hold them, except those that still read an older version. */
  readonly before: number;
  /** Those invocations still read them. */
  readonly isSeen: boolean;
  /** The version that failed, or is of one invocation; each one that runs may hold what was built with it. */
  readonly unborn?: Version;
}

/** Nobody holds it. */
const AT_ONCE: Retirement = { before: 0, isSeen: false };

/** A build begun at most so many milliseconds ago was begun after the freeze, before the event came. */
const SINCE_THAW_MS = 1_000;

/**
 * The versions of all clients: which are in use, which are retired, and who may hold those. A retired version
 * is disposed when nobody can hold it.
 */
export class Succession {
  readonly gate: ReadGate = { slow: 0 };
  /** Builds under way, without those that were given up. */
  readonly #building = new Set<Version>();
  readonly #kept = new Set<Version>();
  /** Those of the kept that are beyond the bound of their member: disposed when nobody holds them. */
  readonly #evicted = new Set<Version>();
  /** Versions that were replaced, but that somebody may hold; first retired, first listed. */
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

  /** The versions that are kept or retired. */
  all(): Version[] {
    return [...this.#kept, ...this.#retired];
  }

  /** The versions of a client that are retired, and not disposed. */
  retiredOf({ retired }: Pick<ClientRecord, 'retired'>): Version[] {
    return [...retired];
  }

  /** True for a version that is kept, and within the bound of its member. */
  isWithin(version: Version): boolean {
    return this.#kept.has(version) && !this.#evicted.has(version);
  }

  /** The version that an object is the instance of, or was before it was disposed. */
  versionOf(instance: object): Version | undefined {
    return this.#instances.get(instance);
  }

  /** The version that an object is the instance of, while the container keeps it. */
  residenceOf(instance: object): Version | undefined {
    const version = this.versionOf(instance);
    return version?.isDisposed === false ? version : undefined;
  }

  /** The innermost builds around the present call: several, where they wait for the same load. */
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
    for (const open of nearestBuilds(version.waitsFor(), 'waitsFor')) version.needs(open);
    this.host.waits.settle(version);
    // What it was built with may have waited for it.
    if (this.#evicted.size > 0 && this.#evictedBelow(version).length > 0)
      void SOON.then(() => this.disposeFree());
  }

  /** Keeps a version that was built; false where nobody but its present readers may get it. */
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
    if (this.#evicted.size > 0) this.revive(version);
    return this.#kept.has(version);
  }

  /**
   * Gives up a version that is beyond the bound of its member, and what was built with it. Invocations
   * that have read it go on with it; who asks for it before its disposal brings it back.
   */
  evict(version: Version): void {
    if (!this.#kept.has(version)) return;
    this.#evicted.add(version);
    this.watch();
    const { invocations, waits } = this.host;
    const isRead = this.#running().some((holder) => version.mayBeWith(holder));
    // Many may come and go: where nothing was built with one, it makes no difference to the others.
    if (isRead && !version.isNeeded) return;
    const dependents = version.isNeeded ? dependentsAmong(this.#kept, new Set([version])) : [];
    const retirement = { before: invocations.nextSerial, isSeen: true };
    for (const one of dependents) if (one !== version) this.#retireOne(one, retirement);
    // What a disposal reads is nothing that is being built around here.
    waits.apart(() => (version.isNeeded ? this.disposeFree() : this.#disposeNow([version])));
  }

  /** Brings back a version that was evicted, and what it was built with. */
  revive(version: Version): void {
    for (const one of this.#evictedBelow(version)) {
      this.#evicted.delete(one);
      one.record.deref()?.changed();
    }
  }

  /** Retires what was built with the promise of a version whose build failed. */
  failed(version: Version): void {
    version.isUnborn = true;
    this.#undo(version, false);
  }

  /**
   * The retired version that the present invocation still reads. A build reads only one that was made of that
   * invocation.
   */
  seenApart(record: ClientRecord, isForBuild: boolean): Version | undefined {
    const { active } = record.retired.size === 0 ? { active: undefined } : this.host.invocations;
    const found =
      active && this.retiredOf(record).find((one) => one.isSeenBy(active) && (one.isScoped || !isForBuild));
    if (found?.isScoped === true) this.host.waits.noteReads(found.reads, active);
    return found;
  }

  /** Replaces a client that a read finds expired, where no invocation is running. */
  checkAtRead({ current }: ClientRecord): void {
    if (current?.isMortal !== true || this.#running().length > 0) return;
    const now = this.host.clock.now();
    const expired = [...withDependencies([current])].filter((version) => version.isExpired(now));
    if (expired.length === 0) current.used(now);
    else this.#replace(expired, AT_ONCE);
  }

  /** Replaces versions as an invocation begins: invocations with a lower serial go on with the old ones. */
  replace(versions: readonly Version[], serial: number): void {
    this.#replace(versions, { before: serial, isSeen: true });
  }

  /**
   * Retires versions and what was built with them (or the `dependents` alone), so that everybody gets new
   * ones at once. The invocations that are running may hold them.
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

  /** Gives up the builds from before a freeze, and what was built with them: they may never end. */
  abandonBuilds(): void {
    const now = this.host.clock.now();
    const isNew = ({ begunAt }: Version): boolean => begunAt <= now && now - begunAt < SINCE_THAW_MS;
    const pending = this.#pending().filter((version) => !isNew(version));
    // Eager ones begin at once, so that the invocation finds them under way and waits.
    if (pending.length > 0) this.#retire(this.#withDependents(pending), AT_ONCE)();
  }

  /** Disposes what came of a build that was given up. */
  discard(version: Version): void {
    this.disposals.dispose([version]);
  }

  /**
   * Disposes everything. Builds and disposals under way are waited for before what they need is disposed; the
   * rest does not wait, as they may never end.
   */
  async disposeAll(terms = unhurried(this.host.clock)): Promise<void> {
    const building = this.#pending();
    const underWay = [...this.disposals.underWay];
    const needed = withDependencies([...building, ...this.disposals.leaving]);
    // Invocations that still read a retired version get the next one.
    this.#unsee([...this.#retired]);
    await this.disposals.dispose(
      this.all().filter((version) => !needed.has(version)),
      terms,
    );
    if (needed.size > 0) {
      const settled = Promise.allSettled([...underWay, ...building.map(({ pending }) => pending)]);
      await settledWithin(settled, terms.limit(1), terms.clock);
      for (const version of building) this.#giveUp(version);
      // What was built anew meanwhile stays.
      await this.disposals.dispose(dependentsAmong(this.all(), needed), terms);
    }
    await Promise.all(underWay);
  }

  /** Listens for the end of each running invocation, if that matters to a version. */
  watch(): void {
    if (!this.#anyLeave && !this.kept().some(({ isMortal }) => isMortal)) return;
    for (const holder of this.#running()) {
      if (this.#watched.has(holder)) continue;
      this.#watched.add(holder);
      holder.onEnd(() => {
        this.noteUse(this.host.clock.now());
        this.disposeFree();
      });
    }
  }

  /** Notes that what has been read was in use until now. */
  noteUse(now: number): void {
    for (const version of this.#kept) version.noteUse(now, true);
  }

  /** Disposes the retired and evicted versions that neither a running invocation holds nor what is held. */
  disposeFree(): void {
    if (!this.#anyLeave) return;
    const leaving = [...this.#retired, ...this.#evicted];
    const running = this.#running();
    const { nextSerial } = this.host.invocations;
    const isHeld = (version: Version): boolean =>
      this.#evicted.has(version)
        ? running.some((holder) => version.mayBeWith(holder))
        : version.heldBefore > nextSerial || running.some((holder) => version.isHeldBy(holder));
    const kept = this.kept().filter((version) => !this.#evicted.has(version));
    const holders = [...kept, ...this.#building, ...this.disposals.leaving, ...leaving.filter(isHeld)];
    const held = withDependencies(holders);
    const free = leaving.filter((version) => !held.has(version));
    // One that was evicted can come back until its turn comes, when what was built with it is disposed.
    const needed = withDependencies(free.flatMap(({ dependencies }) => [...dependencies]));
    this.#disposeNow(free.filter((version) => !this.#evicted.has(version) || !needed.has(version)));
  }

  /** Notes that the disposal of a version begins; readers get it until its turn comes. */
  release(version: Version): void {
    this.#unkeep(version);
    this.#retired.delete(version);
    version.siblings.delete(version);
    this.#leaveSight(version);
    version.record.deref()?.changed();
  }

  /** Takes out what was built with a version meanwhile, and gives up what is being built with it. */
  takeBuiltWith(version: Version): Version[] {
    if (!version.isNeeded) return [];
    const dependents = this.#withDependents([version]);
    for (const one of dependents) this.#giveUp(one);
    return dependents.filter((one) => this.#unkeep(one));
  }

  /** Disposes versions that nobody holds; from now on nobody gets those that were evicted. */
  #disposeNow(versions: readonly Version[]): void {
    for (const version of versions) version.letGo();
    for (const group of apart(versions)) this.disposals.dispose(group);
  }

  get #anyLeave(): boolean {
    return this.#retired.size + this.#evicted.size > 0;
  }

  /** A version, and what it was built with, as far as it was evicted. */
  #evictedBelow(version: Version): Version[] {
    return [...withDependencies([version])].filter((one) => this.#evicted.has(one));
  }

  /** Keeps a version no longer; false where it was not kept. */
  #unkeep(version: Version): boolean {
    this.#evicted.delete(version);
    return this.#kept.delete(version);
  }

  /** The builds under way that have given a promise. */
  #pending(): Version[] {
    return [...this.#building].filter(({ pending }) => pending !== undefined);
  }

  #running(): Holder[] {
    return [...this.host.invocations.running].filter(({ isOver }) => !isOver);
  }

  /** Those of these that are kept or being built, and all that are built with them. */
  #withDependents(roots: readonly Version[]): Version[] {
    return dependentsAmong([...this.#kept, ...this.#building], new Set(roots));
  }

  /** Leaves a version that was made of one invocation to that one, with what was built with its promise. */
  #confine(version: Version): void {
    version.isUnborn = true;
    const { client } = version;
    const remedy =
      client.kind === 'keyed'
        ? 'Take what it depends on as a parameter, and make that part of the key.'
        : 'Build it from what all invocations share, or keep one for each tenant or user.';
    const leak =
      `The factory of ${client.label} read the running invocation, but a ${client.kind} singleton serves ` +
      `every invocation, so what it built is this invocation's alone. ${remedy}`;
    this.host.warn(client, new ScopeLeakWarning(leak));
    this.#undo(version, true);
  }

  /**
   * Retires a version that is not to be kept, and what was built with its promise; builds under way go on.
   * Where no invocation is at work, the next one may still come to hold them.
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
    // One step later, so that a reader, if there is one, begins the next build and sees its failure.
    if (roots.length > 0) void SOON.then(this.#retire(this.#withDependents(roots), retirement));
  }

  /** Retires what is kept, gives up what is being built; returns a function that builds eager ones anew. */
  #retire(versions: readonly Version[], retirement: Retirement): () => void {
    requireStack();
    const remove = (version: Version): unknown =>
      this.#kept.has(version) ? this.#retireOne(version, retirement) : this.#giveUp(version);
    const gone = versions.filter(remove);
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
    // Of keyed clients an older one may be gone already, as nobody had read it.
    const isOneOfMany = version.client.kind === 'keyed' || unborn !== undefined;
    const older = isOneOfMany ? [] : [...version.siblings];
    const seen = older.filter((one) => one.isSeen && !one.isScoped);
    version.heldFrom = isOwn ? origin : Math.max(0, ...seen.map(({ heldBefore }) => heldBefore));
    version.heldBefore = isOwn ? origin + 1 : before;
    version.isSeen = isSeen;
    if (isSeen) this.gate.slow++;
    this.#unkeep(version);
    this.#retired.add(version);
    version.siblings.add(version);
    version.letGo();
    return true;
  }

  /** Gives the current versions to those who still read these, or what was built with these. */
  #unsee(roots: readonly Version[]): void {
    for (const version of dependentsAmong(this.#retired, new Set(roots))) this.#leaveSight(version);
  }

  #leaveSight(version: Version): void {
    if (version.isSeen) this.gate.slow--;
    version.isSeen = false;
  }

  /** Gives up a build under way: its readers get the next one. False where it is to be kept. */
  #giveUp(version: Version): boolean {
    if (!this.#building.has(version) || !version.fence()) return false;
    this.#close(version);
    return true;
  }

  /** Removes a build from those under way. */
  #close(version: Version): void {
    const record = version.record.deref();
    if (record?.building === version) record.building = undefined;
    if (this.#building.delete(version)) this.gate.slow--;
  }
}
