import type { WaitGraph } from '../context/wait-graph.js';
import { ScopeLeakWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { requireStack } from '../util/stack.js';
import { settledWithin } from '../util/time-limit.js';
import { SOON } from '../util/untrusted.js';
import { withDependencies, withDependents } from './dependencies.js';
import { disposeInTurn, unhurried } from './disposal.js';
import type { Holder, InvocationView } from './invocation-view.js';
import { type ClientRecord, isExpired, isWithin, type Span, type Version } from './version.js';

/** What replacing singletons needs of the container. */
export interface SuccessionHost {
  readonly clock: TimerClock;
  readonly invocations: InvocationView;
  readonly waits: WaitGraph;
  warn(member: object, warning: WarmscopeWarning): void;
}

/** Who goes on seeing a version that is retired, and who may hold it. */
type Retirement = (version: Version) => { readonly seenBy: Span; readonly heldBy: Span };

/**
 * A build that was begun within so many milliseconds was begun after the freeze: whatever ran between the
 * thaw and the event may have done so.
 */
const SINCE_THAW_MS = 1_000;

const NOBODY: Span = { from: 0, before: 0 };

/**
 * The versions of all clients: which are in use, which were retired, and who may hold those; the last one out
 * disposes them.
 */
export class Succession {
  /** Versions under way or kept. */
  readonly #living = new Set<Version>();
  /** Versions that nobody else gets, but that somebody may hold. */
  readonly #retired = new Set<Version>();
  readonly #instances = new WeakMap<object, Version>();
  readonly #watched = new WeakSet<Holder>();
  readonly #disposals = new Set<Promise<void>>();
  /** Versions whose disposal is under way, which may still need what they were built with. */
  readonly #leaving = new Set<Version>();
  /** Disposals that no invocation waits for yet. */
  #unclaimed: Promise<void>[] = [];
  /** Versions whose records are gone, so that nobody can read them any more. */
  readonly #orphans = new Set<WeakRef<Version>>();
  readonly #unreachable = new FinalizationRegistry<WeakRef<Version>>(
    (version) => void this.#orphans.add(version),
  );
  #turns = 0;

  constructor(private readonly host: SuccessionHost) {}

  /** The versions that are kept. */
  kept(): Version[] {
    return [...this.#living].filter(({ isBuilt }) => isBuilt);
  }

  /** The version that an object is the instance of, while the container keeps it. */
  residenceOf(instance: object): Version | undefined {
    const version = this.#instances.get(instance);
    return version?.isResident === true ? version : undefined;
  }

  /** The client that an object was the instance of, once the container keeps it no longer. */
  formerlyOf(instance: object): ClientRecord | undefined {
    const version = this.#instances.get(instance);
    return version?.isResident === false ? version.record.deref() : undefined;
  }

  /** Notes a build that begins. */
  begin(version: Version): void {
    this.#living.add(version);
    version.wait.onLateReads = () => this.#onLateReads(version);
  }

  /** Notes a build that has ended. */
  end(version: Version): void {
    version.isSettled = true;
    if (!version.isBuilt) this.#living.delete(version);
  }

  /** Takes a version in that was built; false where nobody but the readers at hand may get it. */
  admit(version: Version, singleton: ClientRecord): boolean {
    version.turn = ++this.#turns;
    this.#living.add(version);
    const unborn = [...version.dependencies].filter(({ isUnborn }) => isUnborn);
    for (const { wait } of unborn) version.wait.readsLike(wait);
    const isDead = unborn.some(({ isScoped }) => !isScoped);
    if (isDead) this.failed(version);
    else if (version.isScoped) this.#confine(version, singleton);
    if (version.isUnborn) return false;
    const { instance } = version;
    if (typeof instance === 'object' && instance !== null) this.#instances.set(instance, version);
    this.#unreachable.register(singleton, new WeakRef(version), version);
    return true;
  }

  /**
   * Notes that a build has failed, or stands on one that has: whatever was built with its promise is built
   * anew at its next use.
   */
  failed(version: Version): void {
    version.isUnborn = true;
    this.#undo(version, this.#asUnborn());
  }

  /**
   * The version that the present invocation sees instead of the current one; a build sees only what is of
   * that invocation alone.
   */
  seenApart({ past }: ClientRecord, isForBuild: boolean): Version | undefined {
    const { active } = past.length === 0 ? { active: undefined } : this.host.invocations;
    const found =
      active && past.find((version) => isWithin(version.seenBy, active) && (version.isScoped || !isForBuild));
    if (found?.isScoped === true) this.host.waits.noteReads(found.wait.reads, active);
    return found;
  }

  /**
   * Where no invocation is running there is no boundary to wait for: what has expired is replaced by the read
   * that finds it.
   */
  checkAtRead({ current }: ClientRecord): void {
    if (current === undefined || current.expirables.length === 0 || this.#running().length > 0) return;
    const now = this.host.clock.now();
    const expired = current.expirables.filter((one) => isExpired(one, now)).map(({ version }) => version);
    if (expired.length === 0) current.used(now);
    else this.#replace(new Set(expired), () => ({ seenBy: NOBODY, heldBy: NOBODY }));
  }

  /**
   * Replaces versions between invocations: those that began before the one of this serial go on with the old
   * ones.
   */
  replace(versions: readonly Version[], newcomer: number): void {
    this.#replace(new Set(versions), (version) => {
      const span = { from: version.seenBy.from, before: newcomer };
      const record = version.record.deref();
      if (record !== undefined) record.born = newcomer;
      return { seenBy: span, heldBy: span };
    });
  }

  /**
   * Replaces what nobody can read any more, and so nobody will; what no invocation has come to hold yet, the
   * newcomer may.
   */
  replaceOrphans(newcomer: number): void {
    if ([...this.#retired].some(({ heldBy }) => heldBy.before > newcomer))
      for (const holder of this.#running()) this.#watch(holder);
    if (this.#orphans.size === 0) return;
    const orphans = [...this.#orphans].flatMap((reference) => reference.deref() ?? []);
    this.#orphans.clear();
    this.replace(
      orphans.filter((version) => this.#living.has(version)),
      newcomer,
    );
  }

  /**
   * Replaces clients that turned out dead: everybody gets the new ones at once, builds under way included.
   */
  invalidate(singletons: readonly ClientRecord[]): void {
    const dead = new Set<Version>();
    const roots = new Set<Version>();
    for (const singleton of singletons) {
      // Where the present invocation still had the old one, its successor is not to blame.
      const isOld = this.seenApart(singleton, false) !== undefined;
      for (const version of singleton.past) dead.add(version);
      if (!isOld)
        for (const version of [singleton.current, singleton.building])
          if (version !== undefined) roots.add(version);
    }
    for (const version of withDependents(dead, this.#retired)) this.#succeed(version);
    this.#replace(roots, this.#forEverybody);
  }

  /**
   * Retires for everybody at once what was built with these, to any depth: themselves as well, or their
   * dependents alone.
   */
  withdraw(roots: ReadonlySet<Version>, which: 'all' | 'dependents'): void {
    for (const version of withDependents(roots, this.#retired)) this.#succeed(version);
    const leaving = withDependents(roots, this.#living);
    if (which === 'dependents') for (const root of roots) leaving.delete(root);
    this.#replace(leaving, this.#forEverybody);
  }

  /**
   * Withdraws the instances that a DI container no longer keeps; those that it disposes itself are not
   * disposed again.
   */
  surrender(includes: (instance: unknown) => boolean, isDisposedThere: boolean): void {
    const leaving = [...this.#living, ...this.#retired].filter(({ instance }) => includes(instance));
    if (isDisposedThere)
      for (const version of leaving) {
        version.isDisposed = true;
        version.leave();
      }
    this.withdraw(new Set(leaving), 'all');
  }

  /**
   * Gives up the builds under way, and what was built with them: what they wait for may be as dead as a
   * connection after a freeze.
   */
  abandonBuilds(): void {
    const now = this.host.clock.now();
    const isNew = ({ begunAt }: Version): boolean => begunAt <= now && now - begunAt < SINCE_THAW_MS;
    const pending = this.#pending().filter((version) => !isNew(version));
    // Nobody is at work yet: whoever is to wait for the eager ones finds them under way.
    attemptAll(this.#retire(new Set(pending), () => ({ seenBy: NOBODY, heldBy: NOBODY })));
  }

  /** Disposes what came of a build that was given up. */
  discard(version: Version): void {
    this.#dispose([version]);
  }

  /**
   * Disposes all there is; what builds and disposals under way need comes after them, but they must not hold
   * up the rest: they may never end.
   */
  async disposeAll(terms = unhurried(this.host.clock)): Promise<void> {
    const building = this.#pending();
    const needed = withDependencies([...building, ...this.#leaving]);
    const disposals = [...this.#disposals];
    // Invocations that still see an old version share the next one.
    for (const version of this.#retired) this.#succeed(version);
    await this.#disposeInTurn(
      this.#all().filter((version) => !needed.has(version)),
      terms,
    );
    if (needed.size === 0) return;
    const settled = Promise.allSettled([...disposals, ...building.map(({ pending }) => pending)]);
    await settledWithin(settled, terms.limit(1), terms.clock);
    for (const version of building) if (!version.isBuilt) version.record.deref()?.fence(version);
    // What has been begun anew meanwhile stays.
    await this.#disposeInTurn([...withDependents(needed, new Set(this.#all()))], terms);
    await Promise.all(disposals);
  }

  /** Resolves when the disposals have ended that nobody waited for before; undefined where there are none. */
  claimDisposals(): Promise<unknown> | undefined {
    const claimed = this.#unclaimed;
    this.#unclaimed = [];
    // What they were built with follows.
    return claimed.length === 0 ? undefined : Promise.all(claimed).then(() => this.claimDisposals());
  }

  /** Builds that have given a promise, and nothing else yet. */
  #pending(): Version[] {
    return [...this.#living].filter((version) => !version.isBuilt && version.pending !== undefined);
  }

  #all(): Version[] {
    return [...this.kept(), ...this.#retired];
  }

  #running(): Holder[] {
    return [...this.host.invocations.running].filter(({ isOver }) => !isOver);
  }

  /** A load that it has begun, and whose promise it may hold, has read the invocation. */
  #onLateReads(version: Version): void {
    const record = version.record.deref();
    if (version.turn > 0 && !version.isUnborn && this.#living.has(version) && record !== undefined)
      this.#confine(version, record);
  }

  /** What was made of one invocation is that one's alone, and what was built with its promise as well. */
  #confine(version: Version, { client, label }: ClientRecord): void {
    version.isUnborn = true;
    this.host.warn(client, leakOf(label));
    this.#undo(version, this.#asUnborn(version));
  }

  /** Retires what was built with the promise of a version, and what older invocations still see of it. */
  #undo(version: Version, retirement: Retirement): void {
    const roots = new Set([version]);
    this.#replace(roots, retirement, false);
    for (const retired of withDependents(roots, this.#retired)) {
      const { seenBy } = retirement(retired);
      retired.retire(seenBy, retired.heldBy);
      if (seenBy === NOBODY) retired.record.deref()?.forget(retired);
    }
  }

  /**
   * Retires what is not to be kept; where no invocation is at work the next one may still come to hold it.
   * What was built with a `source` that is one invocation's alone is seen by the one it was built in.
   */
  #asUnborn(source?: Version): Retirement {
    const { active, nextSerial } = this.host.invocations;
    const anybody = { from: 0, before: active === undefined ? nextSerial + 1 : nextSerial };
    return (version) => {
      version.isUnborn = true;
      if (source === undefined) return { seenBy: NOBODY, heldBy: anybody };
      version.wait.readsLike(source.wait);
      const own = { from: version.origin, before: version.origin + 1 };
      return { seenBy: own, heldBy: version === source && version.origin > 0 ? own : anybody };
    };
  }

  /** Nobody sees it from now on; the invocations that are running may hold it. */
  readonly #forEverybody: Retirement = (version) => ({
    seenBy: NOBODY,
    heldBy: { from: version.seenBy.from, before: this.host.invocations.nextSerial },
  });

  /**
   * Retires versions, and begins eager ones anew one step later: where a reader is at it, the build is the
   * reader's, and so is its failure.
   */
  #replace(roots: ReadonlySet<Version>, retirement: Retirement, isFencing = true): void {
    const eager = this.#retire(roots, retirement, isFencing);
    if (eager.length > 0) void SOON.then(() => attemptAll(eager));
  }

  /**
   * Retires what is kept and was built with the roots, they included; what is still being built with them is
   * begun again where it `isFencing`. Gives the eager ones among them.
   */
  #retire(roots: ReadonlySet<Version>, retirement: Retirement, isFencing = true): ClientRecord[] {
    const eager: ClientRecord[] = [];
    if (roots.size === 0) return eager;
    requireStack();
    for (const version of withDependents(roots, this.#living)) {
      const record = version.record.deref();
      if (version.isBuilt) this.#retireOne(version, record, retirement);
      else if (!isFencing || !isGivenUp(version, record)) continue;
      this.#living.delete(version);
      if (record?.isEager === true) eager.push(record);
    }
    if (this.#retired.size > 0) for (const holder of this.#running()) this.#watch(holder);
    this.#disposeFree();
    return eager;
  }

  #retireOne(version: Version, record: ClientRecord | undefined, retirement: Retirement): void {
    const { seenBy, heldBy } = retirement(version);
    version.retire(seenBy, heldBy);
    record?.setApart(version);
    this.#unreachable.unregister(version);
    this.#retired.add(version);
  }

  /** Has those who still saw an old version see the current one. */
  #succeed(version: Version): void {
    const record = version.record.deref();
    record?.forget(version);
    const { from } = version.seenBy;
    version.retire(NOBODY, version.heldBy);
    if (record === undefined) return;
    record.born = Math.min(record.born, from);
    record.current?.widen(from);
  }

  #watch(holder: Holder): void {
    if (this.#watched.has(holder)) return;
    this.#watched.add(holder);
    holder.onEnd(() => this.#disposeFree());
  }

  /** Disposes what nobody holds any more: no running invocation, and nothing that is held itself. */
  #disposeFree(): void {
    if (this.#retired.size === 0) return;
    const running = this.#running();
    const { nextSerial } = this.host.invocations;
    const isHeld = ({ heldBy }: Version): boolean =>
      heldBy.before > nextSerial || running.some((holder) => isWithin(heldBy, holder));
    const held = withDependencies([...this.#living, ...this.#leaving, ...[...this.#retired].filter(isHeld)]);
    this.#dispose([...this.#retired].filter((version) => !held.has(version)));
  }

  #dispose(versions: readonly Version[]): void {
    if (versions.length === 0) return;
    for (const version of versions) this.#leaving.add(version);
    const disposal = this.#disposeInTurn(versions).then(() => {
      this.#disposals.delete(disposal);
      for (const version of versions) this.#leaving.delete(version);
      this.#disposeFree();
    });
    this.#disposals.add(disposal);
    this.#unclaimed.push(disposal);
  }

  #disposeInTurn(versions: readonly Version[], terms = unhurried(this.host.clock)): Promise<void> {
    for (const version of versions) {
      this.#living.delete(version);
      this.#retired.delete(version);
    }
    const since = this.#turns;
    const builtMeanwhileWith = (version: Version): Version[] => this.#takeBuiltWith(version, since);
    return disposeInTurn(versions, terms, {
      builtMeanwhileWith,
      warn: (client, warning) => this.host.warn(client, warning),
    });
  }

  /**
   * Lets go of what was built with a version after the build of this number, and begins anew what is still
   * being built with it.
   */
  #takeBuiltWith(version: Version, since: number): Version[] {
    const candidates = [...this.#living].filter(({ isBuilt, turn }) => !isBuilt || turn > since);
    const dependents = withDependents(new Set([version]), new Set(candidates));
    const built = [...dependents].filter(({ isBuilt }) => isBuilt);
    for (const one of built) this.#living.delete(one);
    for (const one of dependents) if (!one.isBuilt) one.record.deref()?.fence(one);
    return built;
  }
}

/** Gives a build up; false for one that is to be kept whatever happens, as it has been begun too often. */
function isGivenUp(version: Version, record: ClientRecord | undefined): boolean {
  record?.fence(version);
  return record === undefined || version.isFenced;
}

function attemptAll(singletons: readonly ClientRecord[]): void {
  for (const singleton of singletons) singleton.attempt();
}

function leakOf(label: string): ScopeLeakWarning {
  return new ScopeLeakWarning(
    `The factory of ${label} read the running invocation, but a container singleton serves every ` +
      "invocation, so what it built is this invocation's alone. " +
      'Build it from what all invocations share, or keep one for each tenant or user.',
  );
}
