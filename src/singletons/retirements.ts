import { ScopeLeakWarning } from '../errors.js';
import { requireStack } from '../util/stack.js';
import { SOON } from '../util/untrusted.js';
import { Departures } from './departures.js';
import { dependentsAmong } from './dependencies.js';
import type { Version } from './version.js';

/** What becomes of versions that are retired. */
export interface Retirement {
  /** Invocations before this serial may hold them, except those that still read an older version. */
  readonly before: number;
  /** True while those invocations still read the versions. */
  readonly isSeen: boolean;
  /** The version that failed, or is of one invocation; each one that runs may hold what was built with it. */
  readonly unborn?: Version;
}

/** The retirement of a version that nobody holds. */
export const AT_ONCE: Retirement = { before: 0, isSeen: false };

/** A build begun at most so many milliseconds ago was begun after the freeze, before the event came. */
const SINCE_THAW_MS = 1_000;

/** How versions are taken out of use, with what was built with them: replaced, withdrawn, or never kept. */
export class Retirements extends Departures {
  /** Retires what was built with the promise of a version whose build failed. */
  failed(version: Version): void {
    version.isUnborn = true;
    this.#undo(version, false);
  }

  /** Replaces versions as an invocation begins: invocations with a lower serial go on with the old ones. */
  replace(versions: readonly Version[], serial: number): void {
    this.retireWith(versions, { before: serial, isSeen: true });
  }

  /**
   * Retires versions and what was built with them (or the `dependents` alone), so that everybody gets new
   * ones at once. The invocations that are running may hold them.
   */
  withdraw(roots: readonly (Version | undefined)[], which: 'all' | 'dependents' = 'all'): void {
    const given = roots.filter((root) => root !== undefined);
    this.unsee(given);
    const leaving = this.withDependents(given);
    this.retireWith(which === 'all' ? leaving : leaving.filter((version) => !given.includes(version)), {
      before: this.host.invocations.nextSerial,
      isSeen: false,
    });
  }

  /** Gives up the builds from before a freeze, and what was built with them: they may never end. */
  abandonBuilds(): void {
    const now = this.host.clock.now();
    const isNew = ({ begunAt }: Version): boolean => begunAt <= now && now - begunAt < SINCE_THAW_MS;
    const pending = this.pending().filter((version) => !isNew(version));
    // Eager ones begin at once, so that the invocation finds them under way and waits.
    if (pending.length > 0) this.#retire(this.withDependents(pending), AT_ONCE)();
  }

  /** Leaves a version that was made of one invocation to that one, with what was built with its promise. */
  protected confine(version: Version): void {
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
    if (!isSeen) this.unsee(undone);
    const before = active === undefined ? nextSerial + 1 : nextSerial;
    const kept = undone.filter((version) => this.current.has(version));
    void SOON.then(this.#retire(kept, { before, isSeen, unborn }));
  }

  /** Retires versions, and what was built with them. */
  protected retireWith(roots: readonly Version[], retirement: Retirement): void {
    // One step later, so that a reader, if there is one, begins the next build and sees its failure.
    if (roots.length > 0) void SOON.then(this.#retire(this.withDependents(roots), retirement));
  }

  /** Retires what is kept, gives up what is being built; returns a function that builds eager ones anew. */
  #retire(versions: readonly Version[], retirement: Retirement): () => void {
    requireStack();
    const remove = (version: Version): unknown =>
      this.current.has(version) ? this.retireOne(version, retirement) : this.giveUp(version);
    const gone = versions.filter(remove);
    this.watch();
    this.disposeFree();
    return () => {
      for (const { client, record } of gone)
        if (client.options.eager === true) void record.deref()?.prepare(false);
    };
  }

  protected retireOne(version: Version, { before, isSeen, unborn }: Retirement): true {
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
    this.unkeep(version);
    this.retired.add(version);
    version.siblings.add(version);
    version.letGo();
    return true;
  }
}
